// What can be done to the week: paint, clear, move, copy, change a lesson; rooms added, renamed, dropped. Each is a new document; the old one stays as it
// is, so that undo is going back to it.
import type { Change, Day, NewRoom } from "../../../api/schema.gen";
import type { Doc, DraftLine, Weeks, WeeklyLine } from "../editor/doc";
import { isWeekly } from "../editor/doc";
import { isTerm, minutesOf, parityOf, type Weekday, weekdayOf } from "../days/term";
import { type At, holdsIn, type Keys, type Lesson, lineOf, meets, put, take, type Wide } from "./lines";

function withLines(doc: Doc, lines: DraftLine[]): Doc {
  return { ...doc, lines, changes: settled(doc.changes, lines, doc) };
}

/** The lesson takes the place of what stands in the cell. */
export function place(doc: Doc, at: At, lesson: Lesson, keys: Keys): Doc {
  const { lines } = take(doc.lines, doc.rooms, at, keys);
  return withLines(doc, put(lines, doc.rooms, lineOf({ ...at, ...lesson }, keys())));
}

export function clear(doc: Doc, cells: readonly At[], keys: Keys): Doc {
  let { lines } = doc;
  for (const at of cells) ({ lines } = take(lines, doc.rooms, at, keys));
  return withLines(doc, lines);
}

/** How long a lesson is after it moved: one that filled its period fills the new one too. */
function fitted(doc: Doc, piece: WeeklyLine, to: string): number {
  const long = (start: string) => {
    const period = doc.bells.find((one) => one.start === start);
    return period ? minutesOf(period.end) - minutesOf(period.start) : undefined;
  };
  const length = long(to);
  return length !== undefined && piece.minutes === long(piece.start) ? length : piece.minutes;
}

function movedTo(doc: Doc, piece: WeeklyLine, to: { room: string; day: Weekday; start: string }): WeeklyLine {
  return {
    ...piece,
    rooms: [to.room],
    start: to.start,
    minutes: fitted(doc, piece, to.start),
    when: { ...piece.when, days: [to.day] },
  };
}

/** Moves what stands at `from`; what stands at `to` comes back to `from`. */
export function move(doc: Doc, from: At, to: At, keys: Keys): Doc {
  if (from.room === to.room && from.day === to.day && from.start === to.start) return doc;
  const lifted = take(doc.lines, doc.rooms, from, keys);
  if (lifted.pieces.length === 0) return doc;
  let { lines } = lifted;
  const swapped: WeeklyLine[] = [];
  for (const piece of lifted.pieces) {
    const there = take(lines, doc.rooms, { ...to, weeks: piece.when.weeks }, keys);
    ({ lines } = there);
    swapped.push(...there.pieces);
  }
  for (const piece of lifted.pieces) lines = put(lines, doc.rooms, movedTo(doc, piece, to));
  for (const piece of swapped) lines = put(lines, doc.rooms, movedTo(doc, piece, from));
  return withLines(doc, lines);
}

/** Puts the same lesson into another cell too, in place of what is there. */
export function copy(doc: Doc, from: At, to: At, keys: Keys): Doc {
  const { pieces } = take(doc.lines, doc.rooms, from, keys);
  let { lines } = doc;
  for (const piece of pieces) {
    ({ lines } = take(lines, doc.rooms, { ...to, weeks: piece.when.weeks }, keys));
    lines = put(lines, doc.rooms, { ...movedTo(doc, piece, to), key: keys() });
  }
  return withLines(doc, lines);
}

export interface LessonPatch {
  title?: string;
  teachers?: string[];
  start?: string;
  minutes?: number;
  weeks?: Weeks;
  expected?: number | undefined;
}

/** Changes the lesson of one cell, or of that cell in every room of its line. In the other cells of the line nothing changes. */
export function change(doc: Doc, at: Wide, patch: LessonPatch, keys: Keys): Doc {
  const { lines, pieces } = take(doc.lines, doc.rooms, at, keys);
  let now = lines;
  for (const piece of pieces) {
    const expected = "expected" in patch ? patch.expected : piece.expected;
    now = put(now, doc.rooms, {
      key: piece.key,
      rooms: piece.rooms,
      title: patch.title ?? piece.title,
      teachers: patch.teachers ?? piece.teachers,
      start: patch.start ?? piece.start,
      minutes: patch.minutes ?? piece.minutes,
      ...(expected === undefined ? {} : { expected }),
      when: { ...piece.when, weeks: patch.weeks ?? piece.when.weeks },
    });
  }
  return withLines(doc, now);
}

/** Changes of single lessons stay with the lesson that stands there now; those of lessons that are gone go with them. */
function settled(changes: Change[], lines: readonly DraftLine[], doc: Doc): Change[] {
  if (changes.length === 0 || !isTerm(doc.term)) return changes;
  return changes.flatMap((change) => {
    const held = (line: DraftLine) => holdsOn(line, change, doc);
    const same = lines.find((line) => line.key === change.lesson);
    if (same && held(same)) return [change];
    const before = doc.lines.find((line) => line.key === change.lesson);
    const heir = lines.find((line) => line.start === before?.start && line.title === before.title && held(line));
    return heir ? [{ ...change, lesson: heir.key }] : [];
  });
}

function holdsOn(line: DraftLine, change: Change, doc: Doc): boolean {
  if (!holdsIn(line, change.room)) return false;
  if (!isWeekly(line)) return true;
  const day = runsAs(doc.days, change.on, change.room);
  return line.when.days.includes(weekdayOf(day)) && meets(line.when.weeks, parityOf(day, doc.term));
}

/** The date as which a date runs in a room. */
export function runsAs(days: readonly Day[], date: string, room: string): string {
  for (const day of days)
    if ("runs_as" in day && day.date === date && (!day.rooms || day.rooms.includes(room))) return day.runs_as;
  return date;
}

/** Replaces the rooms. What is left out goes from lines, days and changes too; a line without a room goes. */
export function setRooms(doc: Doc, rooms: NewRoom[]): Doc {
  const keys = new Set(rooms.map((room) => room.key));
  const gone = doc.rooms.some((room) => !keys.has(room.key));
  if (!gone) return { ...doc, rooms };
  const kept = (list: readonly string[]) => list.filter((key) => keys.has(key));
  const lines = doc.lines
    .map((line) => (line.rooms ? { ...line, rooms: kept(line.rooms) } : line))
    .filter((line) => line.rooms === null || line.rooms.length > 0);
  const days = doc.days
    .map((day) => (day.rooms ? { ...day, rooms: kept(day.rooms) } : day))
    .filter((day) => !day.rooms || day.rooms.length > 0);
  const changes = doc.changes.filter((one) => keys.has(one.room) && keys.has(one.moved_to?.room ?? one.room));
  const held = new Set(lines.map((line) => line.key));
  return { ...doc, rooms, lines, days, changes: changes.filter((one) => held.has(one.lesson)) };
}

/** Gives a room another key, everywhere. */
export function renameRoom(doc: Doc, from: string, to: string): Doc {
  const name = (key: string) => (key === from ? to : key);
  const names = <T extends { rooms?: string[] | null }>(one: T): T =>
    one.rooms ? { ...one, rooms: one.rooms.map(name) } : one;
  return {
    ...doc,
    rooms: doc.rooms.map((room) => (room.key === from ? { ...room, key: to } : room)),
    lines: doc.lines.map(names),
    days: doc.days.map(names),
    changes: doc.changes.map((one) => ({
      ...one,
      room: name(one.room),
      ...(one.moved_to?.room ? { moved_to: { ...one.moved_to, room: name(one.moved_to.room) } } : {}),
    })),
  };
}

/** The week of one room put into others, in place of theirs: the same lines hold in them too. */
export function copyWeek(doc: Doc, from: string, to: readonly string[]): Doc {
  const targets = new Set(to.filter((key) => key !== from));
  const lines = doc.lines.flatMap((line): DraftLine[] => {
    if (!isWeekly(line)) return [line];
    const rooms = explicit(line, doc.rooms).filter((key) => !targets.has(key));
    const now = rooms.includes(from) ? [...rooms, ...targets] : rooms;
    return now.length > 0 ? [{ ...line, rooms: now }] : [];
  });
  return withLines(doc, lines);
}

function explicit(line: DraftLine, rooms: readonly NewRoom[]): string[] {
  return line.rooms ?? rooms.map((room) => room.key);
}
