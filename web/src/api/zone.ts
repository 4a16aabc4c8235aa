// The zone of whoever is signed in.
import { zoneOf } from "./days";
import { useMe } from "./me";

export function useZone(): string {
  return zoneOf(useMe());
}
