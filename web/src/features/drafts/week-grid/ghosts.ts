import type { Slot } from "./lines";
import { sameCell } from "./rows";

/** Where an alternative puts the lessons of one room that it moves. */
export function ghostsOf(before: readonly Slot[], after: readonly Slot[]): Slot[] {
  return after.filter((slot) => !before.some((one) => sameCell(one, slot) && one.title === slot.title));
}
