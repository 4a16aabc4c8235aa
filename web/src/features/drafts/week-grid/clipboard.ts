// Cells of the week to and from spreadsheets: tab-separated, `Maths (A)` and the teachers in a second line of a cell.
import { readLesson, textOf, cellsOf } from "../import/paste";
import type { Weekday } from "../days/term";
import type { Weeks } from "../editor/doc";
import type { Slot } from "./lines";
import { type Cell, sameCell } from "./rows";

function cellText(slots: readonly Slot[]): string {
  return slots
    .map((slot) => {
      const title = slot.weeks === "all" ? slot.title : `${slot.title} (${slot.weeks})`;
      return slot.weeks === "all" && slot.teachers.length > 0 ? `${title}\n${slot.teachers.join(", ")}` : title;
    })
    .join("\n");
}

export function textOfCells(cells: readonly Cell[], slots: readonly Slot[]): string {
  const starts = [...new Set(cells.map((cell) => cell.start))];
  return textOf(
    starts.map((start) =>
      cells
        .filter((cell) => cell.start === start)
        .map((cell) => cellText(slots.filter((slot) => sameCell(slot, cell)))),
    ),
  );
}

export interface Pasted {
  cell: Cell;
  /** None: the cell is empty. */
  lessons: { title: string; teachers: string[]; weeks: Weeks }[];
}

/** What a text puts into the week, beginning at a cell. What reaches beyond the week is left out. */
export function pastedAt(text: string, at: Cell, starts: readonly string[], days: readonly Weekday[]): Pasted[] {
  const [row, column] = [starts.indexOf(at.start), days.indexOf(at.day)];
  return cellsOf(text).flatMap((cells, down) =>
    cells.flatMap((cell, right): Pasted[] => {
      const [start, day] = [starts[row + down], days[column + right]];
      if (!start || !day) return [];
      const lines = cell.split("\n").filter(Boolean);
      const halves = lines.length > 1 && lines.every((line) => readLesson(line).weeks !== "all");
      const lessons = (halves ? lines : cell ? [cell] : []).map(readLesson);
      return [{ cell: { day, start }, lessons }];
    }),
  );
}
