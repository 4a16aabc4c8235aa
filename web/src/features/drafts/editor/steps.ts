// How far each step is: done, wrong, or empty. Nothing is locked: every step can be gone to at any time.
import { isTerm } from "../days/term";
import type { Marks } from "../quote/fit";
import type { Lacking } from "../quote/useQuote";
import { type DraftStep, STEPS } from "../types";
import type { Doc } from "./doc";

export type Progress = "done" | "wrong" | "empty";

/** The step where each thing that may be missing is filled in. A name can be given where the order is confirmed. */
export const STEP_OF = {
  rooms: "rooms",
  region: "rooms",
  term: "days",
  lessons: "week",
  name: "review",
} as const satisfies Record<Lacking, DraftStep>;

/** The field of each. */
export const POINTER_OF = {
  rooms: "/rooms",
  region: "/region",
  term: "/term/first_day",
  lessons: "/timetable/lessons",
  name: "/name",
} as const satisfies Record<Lacking, string>;

/** Where to go from a step: to the next that still wants something, at the end back to what was passed over; with nothing left, to the review. */
export function nextStep(step: DraftStep, missing: readonly Lacking[]): DraftStep | undefined {
  const wanting = new Set<DraftStep>(missing.map((what) => STEP_OF[what]));
  const at = STEPS.indexOf(step);
  const open = [...STEPS.slice(at + 1), ...STEPS.slice(0, at)].filter((one) => wanting.has(one) && one !== "review");
  const next = open.find((one) => STEPS.indexOf(one) > at) ?? open[0];
  if (next) return next;
  return step === "review" ? undefined : "review";
}

export function progressOf(doc: Doc, marks: Marks, refused: boolean): Record<DraftStep, Progress> {
  const filled: Record<DraftStep, boolean> = {
    source: doc.rooms.length > 0 || doc.lines.length > 0,
    rooms: doc.rooms.length > 0 && doc.region !== "",
    week: doc.always || doc.lines.length > 0,
    days: isTerm(doc.term),
    review: false,
  };
  const progress = (step: DraftStep): Progress =>
    marks.steps.has(step) || (step === "week" && refused) ? "wrong" : filled[step] ? "done" : "empty";
  return {
    source: progress("source"),
    rooms: progress("rooms"),
    week: progress("week"),
    days: progress("days"),
    review: progress("review"),
  };
}
