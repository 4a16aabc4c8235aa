// Whether the session went on to another place: few ever see what is said then.
import { Suspense, useSyncExternalStore } from "react";
import { movedElsewhere, onElsewhere } from "../api/other-place";
import { part } from "../ui/part";

const OtherPlaceSheet = part(() => import("./OtherPlaceSheet"), "OtherPlaceSheet");

export function OtherPlace() {
  const place = useSyncExternalStore(onElsewhere, movedElsewhere);
  return (
    place && (
      <Suspense>
        <OtherPlaceSheet place={place} />
      </Suspense>
    )
  );
}
