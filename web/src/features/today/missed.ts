// Which classes have no room at a bell, where they are few enough to be named. Pure.
import type { BoardRow } from "../lessons/board";
import { asShown, cellsOf } from "../lessons/day";

const NAMED_MAX = 3;

/** Their names, by the board; none where they are many, or where the board does not know all of them yet. */
export function missedBy(rows: readonly BoardRow[], bell: { time: string; missed: number }, now: number): string[] {
  if (bell.missed > NAMED_MAX) return [];
  const there = (row: BoardRow) => asShown(cellsOf(row.lessons).get(bell.time) ?? [], now);
  const names = new Set(
    rows.filter((row) => there(row).some((lesson) => lesson.state === "missed")).map((row) => row.key),
  );
  return names.size === bell.missed ? [...names] : [];
}
