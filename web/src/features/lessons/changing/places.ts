/** The week of a room as places to move a lesson to: what is free, what is taken and by what. Pure. */
import type { Line } from "../../../api/schema.gen";
import { addDays, weekday } from "../../../api/days";
import { clockOf, dateOf } from "../day";
import type { Lesson } from "../types";
import type { Place } from "./change";

export interface Spot {
  date: string;
  start: string;
  /** `own` is where the lesson is now; `busy` is free, but a teacher of it is elsewhere; `shut` has gone by, or lies outside of the term. */
  is: "free" | "busy" | "taken" | "own" | "shut";
  /** What is held there, or what the teacher holds. */
  by?: Lesson;
}

export interface Spots {
  days: string[];
  starts: string[];
  at: (date: string, start: string) => Spot;
}

interface Asked {
  lesson: Lesson;
  /** Of the room and the week that are looked at. */
  lessons: readonly Lesson[];
  /** Of its teachers in that week, wherever they are. */
  busy: readonly Lesson[];
  lines: readonly Line[];
  monday: string;
  place: Place;
  /** The first and the last day that may be chosen. */
  term: { first_day: string; last_day: string };
  /** The time on the wall there, `2026-11-24T08:55`. */
  wall: string;
  /** Until it is known what is held in the week, nothing of it can be chosen. */
  isKnown: boolean;
}

const MINUTE_MS = 60_000;

export function spotsOf({ lesson, lessons, busy, lines, monday, place, term, wall, isKnown }: Asked): Spots {
  const held = lessons.filter((one) => one.state !== "cancelled");
  const starts = new Set([
    ...startsOf(lines, place.room),
    ...held.map((one) => clockOf(one.starts_at_local)),
    ...(place.start ? [place.start] : []),
  ]);
  const shown = [place.date, ...held.map((one) => dateOf(one.starts_at_local))].filter(
    (day) => day >= monday && day <= addDays(monday, 6),
  );
  const last = Math.max(4, ...shown.map(weekday));
  const others = held.filter((one) => one.id !== lesson.id);
  const elsewhere = busy.filter((one) => one.state !== "cancelled" && one.id !== lesson.id);
  const [ownDay, ownStart] = [dateOf(lesson.starts_at_local), clockOf(lesson.starts_at_local)];
  const isHere = lesson.state !== "cancelled" && lesson.room === place.room;
  return {
    days: Array.from({ length: last + 1 }, (_, index) => addDays(monday, index)),
    starts: [...starts].sort(),
    at: (date, start) => {
      if (isHere && date === ownDay && start === ownStart) return { date, start, is: "own", by: lesson };
      const by = others.find((one) => overlaps(one, date, start, place.duration_minutes));
      if (by) return { date, start, is: "taken", by };
      const isShut = !isKnown || `${date}T${start}` <= wall || date < term.first_day || date > term.last_day;
      if (isShut) return { date, start, is: "shut" };
      const teaches = elsewhere.find((one) => overlaps(one, date, start, place.duration_minutes));
      return teaches ? { date, start, is: "busy", by: teaches } : { date, start, is: "free" };
    },
  };
}

/** Whether a lesson may go there: that a teacher is elsewhere is said, and left to who decides. */
export function isChoosable({ is }: Spot): boolean {
  return is === "free" || is === "busy" || is === "own";
}

/** When lessons of a room begin. A line without rooms is held in all of them. */
function startsOf(lines: readonly Line[], room: string): string[] {
  return lines.filter((line) => !line.rooms || line.rooms.includes(room)).map((line) => line.start.slice(0, 5));
}

/** Both on the wall of the same zone. */
export function overlaps(lesson: Lesson, date: string, start: string, minutes: number): boolean {
  const from = wallMs(`${date}T${start}`);
  return wallMs(lesson.starts_at_local) < from + minutes * MINUTE_MS && from < wallMs(lesson.ends_at_local);
}

function wallMs(local: string): number {
  return Date.parse(`${local.slice(0, 16)}Z`);
}
