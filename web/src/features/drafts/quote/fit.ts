// What a quote says of single cells and steps: which lines do not fit on which weekday, which fields are wrong, where on the week a violation is.
import type { Failure } from "../../../api/problem";
import type { Fit, Quote, Violation } from "../../../api/schema.gen";
import { wallOf } from "../days/zone";
import { type Doc, type DraftLine, isWeekly, type WeeklyLine } from "../editor/doc";
import type { Sentence } from "../editor/fields";
import type { Slot } from "../week-grid/lines";
import { roomsOf } from "../week-grid/lines";
import { minutesOf, weekdayOf, type Weekday } from "../days/term";
import type { DraftStep } from "../types";

export interface Marks {
  /** By line and weekday: why it does not fit. */
  refused: ReadonlyMap<string, Fit>;
  /** By line: the API's sentences about its fields. */
  wrong: ReadonlyMap<string, string[]>;
  /** By step: sentences about fields in it. */
  steps: ReadonlyMap<DraftStep, Sentence[]>;
}

export const NO_MARKS: Marks = { refused: new Map(), wrong: new Map(), steps: new Map() };

export function cellKey(line: string, day: Weekday): string {
  return `${line}\n${day}`;
}

export function marksOfQuote(quote: Quote): Marks {
  const refused = new Map<string, Fit>();
  for (const fit of quote.fit ?? []) if (fit.refused > 0) refused.set(cellKey(fit.lesson, fit.weekday as Weekday), fit);
  return { ...NO_MARKS, refused };
}

/** Which step holds the field that a pointer names. */
export function stepOf(pointer: string): DraftStep {
  if (/^\/(rooms|name|kind|region|external_id|metadata|cost_group|flexible|overrun_minutes)/.test(pointer))
    return "rooms";
  if (/^\/timetable\/(days|time_zone)|^\/term/.test(pointer)) return "days";
  if (pointer.startsWith("/timetable")) return "week";
  return "review";
}

function lineOf(pointer: string, doc: Doc): DraftLine | undefined {
  const index = /^\/timetable\/lessons\/(\d+)/.exec(pointer)?.[1];
  return index === undefined ? undefined : doc.lines[Number(index)];
}

/** `doc` is what was sent: pointers count its lines. */
export function marksOfFailure(failure: Failure, doc: Doc): Marks {
  const wrong = new Map<string, string[]>();
  const steps = new Map<DraftStep, Sentence[]>();
  for (const { pointer, detail } of failure.problem?.errors ?? []) {
    const line = lineOf(pointer, doc);
    if (line) wrong.set(line.key, [...(wrong.get(line.key) ?? []), detail]);
    const step = stepOf(pointer);
    steps.set(step, [...(steps.get(step) ?? []), { pointer, detail }]);
  }
  return { refused: new Map(), wrong, steps };
}

export function isMarked(marks: Marks, slot: Pick<Slot, "line" | "day">): boolean {
  return marks.refused.has(cellKey(slot.line, slot.day)) || marks.wrong.has(slot.line);
}

/** Rooms of which some lesson does not fit or is wrong. */
export function markedRooms(marks: Marks, doc: Doc): Set<string> {
  const rooms = new Set<string>();
  const lines = new Set([...[...marks.refused.values()].map((fit) => fit.lesson), ...marks.wrong.keys()]);
  for (const line of doc.lines) if (lines.has(line.key)) for (const room of roomsOf(line, doc.rooms)) rooms.add(room);
  return rooms;
}

export interface Place {
  room: string;
  day: Weekday;
  start: string;
}

/** Of what is wrong the first of its kind, leading to its field: one mistake may be told of every room. */
export interface Wrong {
  pointer: string;
  detail: string;
  /** Of lessons that overlap: which, on what weekday, and in which rooms. */
  overlap?: { line: WeeklyLine; other: WeeklyLine; day: Weekday; rooms: string[] };
}

export function wrongOf(failure: Failure, doc: Doc): Wrong[] {
  const found = new Map<string, Wrong>();
  for (const { code, params, pointer, detail } of failure.problem?.errors ?? []) {
    const overlap = code === "lessons_overlap" ? overlapOf(params, doc) : undefined;
    const about = ({ title, start }: WeeklyLine) => [title, start];
    const kind = overlap
      ? JSON.stringify([about(overlap.line), about(overlap.other), overlap.day])
      : JSON.stringify(pointer);
    const first = found.get(kind);
    if (!first) found.set(kind, { pointer, detail, ...(overlap ? { overlap } : {}) });
    else if (overlap)
      first.overlap?.rooms.push(...overlap.rooms.filter((room) => !first.overlap?.rooms.includes(room)));
  }
  return [...found.values()];
}

function overlapOf(params: unknown, doc: Doc): Wrong["overlap"] {
  const { line: key, other_line, room, at } = params as Record<"line" | "other_line" | "room" | "at", string>;
  const [line, other] = [key, other_line].map((one) => doc.lines.find((each) => each.key === one));
  if (!line || !other || !isWeekly(line) || !isWeekly(other)) return undefined;
  return { line, other, day: weekdayOf(wallOf(at, doc.time_zone).slice(0, 10)), rooms: [room] };
}

/** The first cell that a violation is about: a lesson that is held at its time and does not fit. */
export function placeOf(violation: Violation, marks: Marks, doc: Doc): Place | undefined {
  const at = violation.at_local;
  const cells = [...marks.refused.values()];
  const held = (fit: Fit, minute: number) => {
    const line = doc.lines.find((one) => one.key === fit.lesson);
    if (!line || !isWeekly(line)) return false;
    const start = minutesOf(line.start);
    // Clusters count the time before and after a lesson too.
    return start - 30 <= minute && minute < start + line.minutes + 30;
  };
  const [day, minute] = at ? [weekdayOf(at.slice(0, 10)), minutesOf(at.slice(11, 16))] : [undefined, 0];
  const fit = at
    ? (cells.find((one) => one.weekday === day && one.start === at.slice(11, 16)) ??
      cells.find((one) => one.weekday === day && held(one, minute)))
    : undefined;
  const line = doc.lines.find((one) => one.key === fit?.lesson);
  const room = line && roomsOf(line, doc.rooms)[0];
  return fit && line && room ? { room, day: fit.weekday as Weekday, start: line.start } : undefined;
}

/** The first cell of the line that a pointer names. */
export function placeOfLine(pointer: string, doc: Doc): Place | undefined {
  const line = lineOf(pointer, doc);
  const room = line && roomsOf(line, doc.rooms)[0];
  const day = line && isWeekly(line) ? line.when.days[0] : undefined;
  return room && day ? { room, day, start: line.start } : undefined;
}
