// Whether this is a phone's width: where table and list would both be long, only one of them is made.
import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(max-width: 45rem)");

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = query();
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => query().matches,
  );
}
