// The sheet of a lesson, over whatever page is open. `?lesson=` opens it, `&to=` with a place to move it to; closing takes that out of the address. What stands on it is loaded with the first
// lesson that is opened, or before, once the page stands.
import { Suspense } from "react";
import { text, useAddress } from "../../ui/address";
import { part } from "../../ui/part";

const ADDRESS = { lesson: text(), to: text() };
const load = () => import("./OpenLesson");
const OpenLesson = part(load, "OpenLesson");

/** Here before it is needed: a lesson is what is looked at most, and a phone's line may be gone by then. */
export function fetchLessonSheet(): void {
  void load().catch(() => undefined);
}

export function LessonSheet() {
  const [address, set] = useAddress(ADDRESS);
  if (!address.lesson) return null;
  return (
    <Suspense>
      <OpenLesson
        key={address.lesson + address.to}
        id={address.lesson}
        to={address.to}
        onClose={() => set({ lesson: "", to: "" })}
      />
    </Suspense>
  );
}
