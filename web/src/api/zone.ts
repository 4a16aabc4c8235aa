// The zone in which a school's days are cut: its own, or the reader's where none is known.
import { useMe } from "./me";
import type { Me } from "./schema.gen";

export function zoneOf(me: Me): string {
  return me.tenant?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useZone(): string {
  return zoneOf(useMe());
}
