/** What can be done with one lesson, as the API has it, and how it is taken back. Pure. */
import type { MovedTo } from "../../../api/schema.gen";
import { clockOf, dateOf } from "../day";
import type { Lesson } from "../types";

export type Change =
  { verb: "move"; to: MovedTo } | { verb: "cancel" } | { verb: "extend"; ends_at: string } | { verb: "restore" };

export type Verb = Change["verb"];

/** When and where a lesson is held, as the fields of a form have it. */
export interface Place {
  date: string;
  start: string;
  duration_minutes: number;
  room: string;
}

const MINUTE_MS = 60_000;
export const MORE_MINUTES = [10, 15] as const;

export function placeOf(lesson: Lesson): Place {
  return {
    date: dateOf(lesson.starts_at_local),
    start: clockOf(lesson.starts_at_local),
    duration_minutes: minutesOf(lesson),
    room: lesson.room,
  };
}

export function minutesOf({ starts_at, ends_at }: Lesson): number {
  return Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / MINUTE_MS);
}

/** `lesson-over`: nothing; `lesson-begun`: more time alone; `lesson-cancelled`: no more time. */
export function verbsOf(lesson: Lesson, now: number): Verb[] {
  if (Date.parse(lesson.ends_at) <= now) return [];
  const begun = Date.parse(lesson.starts_at) <= now;
  if (lesson.state === "cancelled") return begun ? ["move"] : ["restore", "move"];
  if (begun) return ["extend"];
  return lesson.changed ? ["move", "extend", "restore", "cancel"] : ["move", "extend", "cancel"];
}

export function moreTime(lesson: Lesson, minutes: number): Change {
  return { verb: "extend", ends_at: new Date(Date.parse(lesson.ends_at) + minutes * MINUTE_MS).toISOString() };
}

/** What makes a lesson as it was again. What runs is never taken away, so that its time is not given back. */
export function undoOf(before: Lesson, now: number): Change | undefined {
  if (Date.parse(before.starts_at) <= now) return undefined;
  if (before.state === "cancelled") return { verb: "cancel" };
  return before.changed ? { verb: "move", to: placeOf(before) } : { verb: "restore" };
}

/** An alternative's fields, in the body of what was refused. What has no body is a move to there. */
export function instead(of: Change, change: Record<string, unknown>): Change {
  if (of.verb === "move") return { verb: "move", to: { ...of.to, ...change } };
  if (of.verb === "extend") return { ...of, ...change };
  return { verb: "move", to: change };
}
