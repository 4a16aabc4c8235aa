// Lines and what stands in the cells. A line holds in some rooms, on some weekdays, in some weeks: a box of cells. Taking cells out of a box leaves boxes;
// the largest keeps the key, because lesson ids, links and subscriptions hang on it. Putting cells in joins them to a line that is alike in all but the day.
import type { NewRoom } from "../../../api/schema.gen";
import type { DraftLine, Weeks, WeeklyLine } from "../editor/doc";
import { isWeekly } from "../editor/doc";
import { WEEKDAYS, type Weekday } from "../days/term";

/** A cell of the week, or half of one. */
export interface At {
  room: string;
  day: Weekday;
  start: string;
  weeks: Weeks;
}

/** What a cell holds, apart from where it stands. */
export interface Lesson {
  title: string;
  teachers: string[];
  minutes: number;
  expected?: number;
}

export interface Slot extends At, Lesson {
  line: string;
  /** How many rooms the line has, all of the order's or some. */
  shared: number;
}

export type Keys = () => string;

/** Whether two cells hold the same lessons, whichever lines they are of. */
export function sameLessons(a: readonly Slot[], b: readonly Slot[]): boolean {
  const said = (slots: readonly Slot[]) =>
    slots.map(({ title, teachers, weeks, minutes }) => JSON.stringify([weeks, title, teachers, minutes])).sort();
  return said(a).join() === said(b).join();
}

export function roomsOf(line: DraftLine, rooms: readonly NewRoom[]): string[] {
  return line.rooms ?? rooms.map((room) => room.key);
}

export function holdsIn(line: DraftLine, room: string): boolean {
  return line.rooms === null || line.rooms.includes(room);
}

export function meets(a: Weeks, b: Weeks): boolean {
  return a === "all" || b === "all" || a === b;
}

/** The cells of one room, or of all lessons of one teacher, in the order of the week. */
export function slotsOf(
  lines: readonly DraftLine[],
  rooms: readonly NewRoom[],
  of: { room: string } | { teacher: string },
): Slot[] {
  const slots: Slot[] = [];
  for (const line of lines) {
    if (!isWeekly(line)) continue;
    if ("teacher" in of && !line.teachers.includes(of.teacher)) continue;
    const all = roomsOf(line, rooms);
    const held = "room" in of ? (holdsIn(line, of.room) ? [of.room] : []) : all;
    for (const room of held) for (const day of line.when.days) slots.push(slot(line, room, day, all.length));
  }
  return slots.sort(inWeek);
}

function slot(line: WeeklyLine, room: string, day: Weekday, shared: number): Slot {
  return {
    line: line.key,
    room,
    day,
    start: line.start,
    weeks: line.when.weeks,
    title: line.title,
    teachers: line.teachers,
    minutes: line.minutes,
    ...(line.expected === undefined ? {} : { expected: line.expected }),
    shared,
  };
}

function inWeek(a: Slot, b: Slot): number {
  const days = WEEKDAYS.indexOf(a.day) - WEEKDAYS.indexOf(b.day);
  return days || a.start.localeCompare(b.start) || a.weeks.localeCompare(b.weeks) || a.room.localeCompare(b.room);
}

function without<T>(list: readonly T[], one: T): T[] {
  return list.filter((each) => each !== one);
}

/** What is left of `weeks` when `taken` is taken out of it; undefined when nothing is. */
function left(weeks: Weeks, taken: Weeks): Weeks | undefined {
  if (taken === "all" || weeks === taken) return undefined;
  if (weeks !== "all") return weeks;
  return taken === "A" ? "B" : "A";
}

function cells(line: WeeklyLine, rooms: readonly NewRoom[]): number {
  return roomsOf(line, rooms).length * line.when.days.length * (line.when.weeks === "all" ? 2 : 1);
}

/** Where something is taken out: a cell, or the same cell of every room that shares the line. */
export type Wide = At & { everywhere?: boolean };

/** Takes the cells at `at` out of a line: what stays, and the piece. The largest of all parts keeps the key. */
function cut(
  line: WeeklyLine,
  rooms: readonly NewRoom[],
  at: Wide,
  keys: Keys,
): { rest: WeeklyLine[]; piece: WeeklyLine } {
  const { days, weeks } = line.when;
  const taken = at.everywhere ? line.rooms : [at.room];
  const otherRooms = at.everywhere ? [] : without(roomsOf(line, rooms), at.room);
  const otherDays = without(days, at.day);
  const otherWeeks = left(weeks, at.weeks);
  const piece: WeeklyLine = {
    ...line,
    rooms: taken,
    when: { days: [at.day], weeks: at.weeks === "all" ? weeks : at.weeks },
  };
  const rest: WeeklyLine[] = [];
  if (otherRooms.length > 0) rest.push({ ...line, rooms: otherRooms });
  if (otherDays.length > 0) rest.push({ ...line, rooms: taken, when: { days: otherDays, weeks } });
  if (otherWeeks) rest.push({ ...line, rooms: taken, when: { days: [at.day], weeks: otherWeeks } });
  const parts = [...rest, piece];
  const largest = parts.reduce((best, part) => (cells(part, rooms) > cells(best, rooms) ? part : best));
  const keyed = (part: WeeklyLine) => (part === largest ? part : { ...part, key: keys() });
  return { rest: rest.map(keyed), piece: keyed(piece) };
}

/** Takes out everything that stands at `at`: what is left, and the pieces that were there. */
export function take(
  lines: readonly DraftLine[],
  rooms: readonly NewRoom[],
  at: Wide,
  keys: Keys,
): { lines: DraftLine[]; pieces: WeeklyLine[] } {
  const kept: DraftLine[] = [];
  const pieces: WeeklyLine[] = [];
  for (const line of lines) {
    const here =
      isWeekly(line) &&
      line.start === at.start &&
      line.when.days.includes(at.day) &&
      meets(line.when.weeks, at.weeks) &&
      holdsIn(line, at.room);
    if (!here) {
      kept.push(line);
      continue;
    }
    const { rest, piece } = cut(line, rooms, at, keys);
    kept.push(...rest);
    pieces.push(piece);
  }
  return { lines: kept, pieces };
}

function sameRooms(a: DraftLine, b: DraftLine, rooms: readonly NewRoom[]): boolean {
  const [x, y] = [roomsOf(a, rooms), new Set(roomsOf(b, rooms))];
  return x.length === y.size && x.every((key) => y.has(key));
}

function alike(a: WeeklyLine, b: WeeklyLine, rooms: readonly NewRoom[]): boolean {
  return (
    a.start === b.start &&
    a.title === b.title &&
    a.minutes === b.minutes &&
    a.expected === b.expected &&
    a.teachers.join("\n") === b.teachers.join("\n") &&
    sameRooms(a, b, rooms)
  );
}

function inOrder(days: readonly Weekday[]): Weekday[] {
  return WEEKDAYS.filter((day) => days.includes(day));
}

/** Puts a piece in: joined to a line that differs in the day alone, or in the half of the weeks alone; the older key stays. */
export function put(lines: readonly DraftLine[], rooms: readonly NewRoom[], piece: WeeklyLine): DraftLine[] {
  const at = lines.findIndex((line) => {
    if (!isWeekly(line) || !alike(line, piece, rooms)) return false;
    if (line.when.weeks === piece.when.weeks) return !line.when.days.some((day) => piece.when.days.includes(day));
    const halves = line.when.weeks !== "all" && piece.when.weeks !== "all";
    return halves && line.when.days.join() === piece.when.days.join();
  });
  const older = lines[at];
  if (!older || !isWeekly(older)) return [...lines, piece];
  const joined: WeeklyLine =
    older.when.weeks === piece.when.weeks
      ? { ...older, when: { ...older.when, days: inOrder([...older.when.days, ...piece.when.days]) } }
      : { ...older, when: { ...older.when, weeks: "all" } };
  const rest = lines.filter((_, index) => index !== at);
  // A half that became whole may now be alike to another whole line.
  return joined.when.weeks === older.when.weeks
    ? lines.map((line, index) => (index === at ? joined : line))
    : put(rest, rooms, joined);
}

/** Lines of rows, each one cell: the way from a spreadsheet. Rows that are alike become one line with several days. */
export function linesOf(rows: readonly (At & Lesson)[], keys: Keys): DraftLine[] {
  const found = new Map<string, WeeklyLine>();
  for (const row of rows) {
    const name = JSON.stringify([row.room, row.start, row.weeks, row.title, row.teachers, row.minutes, row.expected]);
    const line = found.get(name);
    if (line) line.when.days = inOrder([...line.when.days, row.day]);
    else found.set(name, lineOf(row, keys()));
  }
  return [...found.values()];
}

export function lineOf(row: At & Lesson, key: string): WeeklyLine {
  return {
    key,
    title: row.title,
    rooms: [row.room],
    teachers: row.teachers,
    start: row.start,
    minutes: row.minutes,
    ...(row.expected === undefined ? {} : { expected: row.expected }),
    when: { days: [row.day], weeks: row.weeks },
  };
}
