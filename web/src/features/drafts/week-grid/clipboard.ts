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

/** `line`: the key of the line that it was, which it gets back where no line has it any more, because it was cut and not copied. */
export type Taken = Lesson & { weeks: Weeks; line: string };

/** A cell that was copied: how far it is from the first of those that were, how long its period lasts, if it is one, and what it held. */
interface Copied {
  down: number;
  right: number;
  lasts?: number | undefined;
  lessons: Taken[];
}

export function lessonsOfCells(
  cells: readonly Cell[],
  slots: readonly Slot[],
  starts: readonly string[],
  days: readonly Weekday[],
  lasts: (start: string) => number | undefined,
): string {
  const [row, column] = [(cell: Cell) => starts.indexOf(cell.start), (cell: Cell) => days.indexOf(cell.day)];
  const [top, left] = [Math.min(...cells.map(row)), Math.min(...cells.map(column))];
  const copied = cells.map((cell): Copied => {
    const lessons = slots
      .filter((slot) => sameCell(slot, cell))
      .map(({ line, title, teachers, minutes, expected, weeks }) => ({
        line,
        title,
        teachers,
        minutes,
        weeks,
        ...(expected === undefined ? {} : { expected }),
      }));
    return { down: row(cell) - top, right: column(cell) - left, lasts: lasts(cell.start), lessons };
  });
  return JSON.stringify(copied);
}

export interface Put {
  cell: Cell;
  /** How long the period lasts from which these come, if it is one. */
  lasts: number | undefined;
  lessons: Taken[];
}

/** Another program may have put anything there. */
function readCopied(text: string): Copied[] | undefined {
  const isNumber = (value: unknown) => typeof value === "number" && Number.isInteger(value);
  const isMaybe = (value: unknown) => value === undefined || isNumber(value);
  const isText = (value: unknown) => typeof value === "string";
  const isLesson = (one: Partial<Taken> | null) =>
    [one?.line, one?.title].every(isText) &&
    Array.isArray(one?.teachers) &&
    one.teachers.every(isText) &&
    isNumber(one.minutes) &&
    isMaybe(one.expected) &&
    ["all", "A", "B"].includes(one.weeks ?? "");
  const isCell = (one: Partial<Copied> | null) =>
    [one?.down, one?.right].every(isNumber) &&
    isMaybe(one?.lasts) &&
    Array.isArray(one?.lessons) &&
    one.lessons.every(isLesson);
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.every(isCell) ? (read as Copied[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What was copied from a week, from a cell on. What reaches beyond the week is left out; `undefined` where it cannot be read. */
export function putAt(
  copied: string,
  at: Cell,
  starts: readonly string[],
  days: readonly Weekday[],
): Put[] | undefined {
  const [row, column] = [starts.indexOf(at.start), days.indexOf(at.day)];
  return readCopied(copied)?.flatMap(({ down, right, lasts, lessons }): Put[] => {
    const [start, day] = [starts[row + down], days[column + right]];
    return start && day ? [{ cell: { day, start }, lasts, lessons }] : [];
  });
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
