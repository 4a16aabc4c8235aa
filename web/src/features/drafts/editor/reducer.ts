// The editor's state: the document, what it was before, up to 100 steps back and forth. Documents share what did not change, so that a step costs little.
// In a draft the steps are kept as differences, as many as fit.
import { same } from "../../../api/same";
import type { Doc } from "./doc";

export const STEPS_MAX = 100;
/** Of all steps together in a draft, as JSON. */
const STORED_MAX = 256 * 1024;

export interface History {
  doc: Doc;
  /** Oldest first. */
  past: readonly Doc[];
  /** Next first. */
  future: readonly Doc[];
}

/** `joins`: it belongs to the step before. */
export type Action =
  { type: "edit"; doc: Doc; joins?: boolean } | { type: "undo" } | { type: "redo" } | { type: "replace"; doc: Doc };

export function begin(doc: Doc): History {
  return { doc, past: [], future: [] };
}

/** Whether nothing was changed, as where days off are set off: that is no step, and takes no step forth away. What a change left alone is not looked into. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(x);
  return names.length === Object.keys(y).length && names.every((name) => name in y && isAlike(x[name], y[name]));
}

export function reduce(state: History, action: Action): History {
  switch (action.type) {
    case "edit":
      if (isAlike(action.doc, state.doc)) return state;
      return {
        doc: action.doc,
        past: action.joins && state.past.length > 0 ? state.past : [...state.past, state.doc].slice(-STEPS_MAX),
        future: [],
      };
    case "undo": {
      const before = state.past.at(-1);
      if (!before) return state;
      return { doc: before, past: state.past.slice(0, -1), future: [state.doc, ...state.future] };
    }
    case "redo": {
      const [next, ...future] = state.future;
      if (!next) return state;
      return { doc: next, past: [...state.past, state.doc].slice(-STEPS_MAX), future };
    }
    case "replace":
      return begin(action.doc);
  }
}

/** Of a list: from where, how many were replaced, by what. Of all else: what it was. */
type Splice = [from: number, count: number, put: unknown[]];
export type Step = Partial<Record<keyof Doc, { list: Splice } | { was: unknown } | { none: true }>>;

function splice(now: readonly unknown[], before: readonly unknown[]): Splice {
  let from = 0;
  while (from < now.length && from < before.length && same(now[from], before[from])) from += 1;
  let tail = 0;
  const room = Math.min(now.length, before.length) - from;
  while (tail < room && same(now[now.length - 1 - tail], before[before.length - 1 - tail])) tail += 1;
  return [from, now.length - from - tail, before.slice(from, before.length - tail)];
}

/** What leads from `now` back to `before`. */
export function stepBack(now: Doc, before: Doc): Step {
  const step: Step = {};
  for (const name of new Set([...Object.keys(now), ...Object.keys(before)]) as Set<keyof Doc>) {
    const [n, b] = [now[name], before[name]];
    if (n === b) continue;
    if (b === undefined) step[name] = { none: true };
    else if (Array.isArray(n) && Array.isArray(b)) step[name] = { list: splice(n, b) };
    else step[name] = { was: b };
  }
  return step;
}

export function applyStep(now: Doc, step: Step): Doc {
  const gone = new Set(Object.entries(step).flatMap(([name, part]) => ("none" in part ? [name] : [])));
  const doc: Record<string, unknown> = Object.fromEntries(Object.entries(now).filter(([name]) => !gone.has(name)));
  for (const [name, part] of Object.entries(step)) {
    if ("none" in part) continue;
    if ("was" in part) doc[name] = part.was;
    else {
      const [from, count, put] = part.list;
      const list = doc[name] as unknown[];
      doc[name] = [...list.slice(0, from), ...put, ...list.slice(from + count)];
    }
  }
  return doc as unknown as Doc;
}

/** The steps back, nearest first, as many as fit. */
export function stored(state: History): Step[] {
  const steps: Step[] = [];
  let bytes = 0;
  let now = state.doc;
  for (const before of [...state.past].reverse()) {
    const step = stepBack(now, before);
    bytes += JSON.stringify(step).length;
    if (bytes > STORED_MAX) break;
    steps.push(step);
    now = before;
  }
  return steps;
}

export function restored(doc: Doc, steps: readonly Step[]): History {
  const past: Doc[] = [];
  let now = doc;
  for (const step of steps.slice(0, STEPS_MAX)) {
    now = applyStep(now, step);
    past.unshift(now);
  }
  return { doc, past, future: [] };
}
