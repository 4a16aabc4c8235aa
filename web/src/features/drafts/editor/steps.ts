// How far each step is: done, wrong, or empty. Nothing is locked: every step can be gone to at any time.
import { isTerm } from "../days/term";
import type { Marks } from "../quote/fit";
import type { DraftStep } from "../types";
import type { Doc } from "./doc";

export type Progress = "done" | "wrong" | "empty";

export function progressOf(doc: Doc, marks: Marks, refused: boolean): Record<DraftStep, Progress> {
  const filled: Record<DraftStep, boolean> = {
    source: doc.rooms.length > 0 || doc.lines.length > 0,
    rooms: doc.rooms.length > 0 && doc.name.trim() !== "" && doc.region !== "",
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
