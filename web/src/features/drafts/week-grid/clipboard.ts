// Cells of the week to and from spreadsheets: tab-separated, `Maths (A)` and the teachers in a second line of a cell.
import { readLesson, textOf, cellsOf } from "../import/paste";
import type { Weekday } from "../days/term";
import type { Weeks } from "../editor/doc";
import type { Lesson, Slot } from "./lines";
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

/** Beside the text: the lessons as they are, which only a week reads. */
export const LESSONS = "application/x-homeroom-lessons+json";

export type Taken = Lesson & { weeks: Weeks };

/** A cell that was copied: how far it is from the first of those that were, where it stood, and what it held. */
interface Copied {
  down: number;
  right: number;
  from: string;
  lessons: Taken[];
}

export function lessonsOfCells(
  cells: readonly Cell[],
  slots: readonly Slot[],
  starts: readonly string[],
  days: readonly Weekday[],
): string {
  const [row, column] = [(cell: Cell) => starts.indexOf(cell.start), (cell: Cell) => days.indexOf(cell.day)];
  const [top, left] = [Math.min(...cells.map(row)), Math.min(...cells.map(column))];
  const copied = cells.map((cell): Copied => {
    const lessons = slots
      .filter((slot) => sameCell(slot, cell))
      .map(({ title, teachers, minutes, expected, weeks }) => ({
        title,
        teachers,
        minutes,
        weeks,
        ...(expected === undefined ? {} : { expected }),
      }));
    return { down: row(cell) - top, right: column(cell) - left, from: cell.start, lessons };
  });
  return JSON.stringify(copied);
}

export interface Put {
  cell: Cell;
  /** When the cell begins from which these come. */
  from: string;
  lessons: Taken[];
}

/** What was copied from a week, from a cell on. What reaches beyond the week is left out; `undefined` where it cannot be read. */
export function putAt(
  copied: string,
  at: Cell,
  starts: readonly string[],
  days: readonly Weekday[],
): Put[] | undefined {
  const [row, column] = [starts.indexOf(at.start), days.indexOf(at.day)];
  try {
    return (JSON.parse(copied) as Copied[]).flatMap(({ down, right, from, lessons }): Put[] => {
      const [start, day] = [starts[row + down], days[column + right]];
      return start && day ? [{ cell: { day, start }, from, lessons }] : [];
    });
  } catch {
    return undefined;
  }
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
