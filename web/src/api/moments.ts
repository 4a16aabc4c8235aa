// What time alone changes at a moment that is known, such as that a lesson begins, ends or is to be ready: what is shown of it is asked again then, and not
// only when its turn comes. Some seconds late, each tab others, so that not all of a school ask in the same instant.
import type { QueryClient } from "@tanstack/react-query";
import { now } from "./clock";

const JITTER_MS = 3_000;
/** A timer holds no more. */
const TIMER_MAX_MS = 12 * 3_600_000;
/** Answers come in bunches. */
const SETTLED_MS = 500;
/** Of one answer. Beyond that its turn has to do. */
const PARTS_MAX = 50_000;
const MOMENTS = new Set(["starts_at", "ends_at", "ready_by", "next_change_at"]);
/** As the bell line keeps them, in milliseconds. */
const BELL_MOMENTS = new Set(["at", "until"]);
/** What the counts of a bell are made of names no moment. */
const ALWAYS = "bells";

/** All that an answer names, ascending. */
export function momentsIn(data: unknown): number[] {
  const found = new Set<number>();
  const left: unknown[] = [data];
  for (let parts = 0; left.length > 0 && parts < PARTS_MAX; parts += 1) {
    const part = left.pop();
    if (typeof part !== "object" || part === null) continue;
    for (const [name, value] of Object.entries(part)) {
      if (typeof value === "object") left.push(value);
      else if (typeof value === "string" && MOMENTS.has(name)) found.add(Date.parse(value));
      else if (typeof value === "number" && BELL_MOMENTS.has(name)) found.add(value);
    }
  }
  found.delete(NaN);
  return [...found].sort((a, b) => a - b);
}

/** Asks for as long as the page is there; returns how to stop. */
export function askAtMoments(queries: QueryClient): () => void {
  const cache = queries.getQueryCache();
  const kept = new WeakMap<object, number[]>();
  let due = Infinity;
  let [timer, planned] = [0, 0];
  /** By the first word of their keys: the moments that what is on the page names. */
  const shown = (): [feature: string, moments: number[]][] =>
    cache.findAll({ type: "active" }).flatMap(({ queryKey, state: { data } }) => {
      if (typeof data !== "object" || data === null) return [];
      if (!kept.has(data)) kept.set(data, momentsIn(data));
      return [[String(queryKey[0]), kept.get(data)!]];
    });
  const ask = () => {
    const [from, to] = [due, now()];
    const passed = (moments: readonly number[]) => moments.some((one) => from <= one && one <= to);
    const about = shown().flatMap(([feature, moments]) => (passed(moments) ? [feature] : []));
    // Who comes back to a tab is shown what is new by then.
    if (document.visibilityState === "visible" && about.length > 0)
      for (const feature of new Set([...about, ALWAYS])) void queries.invalidateQueries({ queryKey: [feature] });
    plan();
  };
  const plan = () => {
    planned = 0;
    const from = now();
    const next = Math.min(...shown().map(([, moments]) => moments.find((one) => one > from) ?? Infinity));
    // What is waited for already keeps its seconds.
    if (next === due && timer !== 0) return;
    clearTimeout(timer);
    [due, timer] = [next, 0];
    if (next - from > TIMER_MAX_MS) return;
    timer = setTimeout(
      () => {
        timer = 0;
        ask();
      },
      next - from + Math.random() * JITTER_MS,
    ) as unknown as number;
  };
  const soon = () => {
    planned ||= setTimeout(plan, SETTLED_MS) as unknown as number;
  };
  const stop = cache.subscribe(({ type }) => {
    if (type === "updated" || type === "observerAdded" || type === "observerRemoved") soon();
  });
  soon();
  return () => {
    stop();
    clearTimeout(timer);
    clearTimeout(planned);
  };
}
