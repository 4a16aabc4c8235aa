// The service's time: this machine's clock and how far it is off, learnt from the Date of answers. All countdowns use it.
import { useSyncExternalStore } from "react";

/** Beyond this the person is told that this machine's clock is wrong. */
export const OFF_MAX_MS = 120_000;
/** Date headers have whole seconds, and an answer takes its time: less is not a difference. */
const NOISE_MS = 2_000;

let offset = 0;
const listeners = new Set<() => void>();

/** `asked` and `answered` are this machine's times around the request. */
export function learnTime(response: Response, asked: number, answered: number): void {
  const said = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(said)) return;
  const found = said + 500 - (asked + answered) / 2;
  if (Math.abs(found - offset) <= NOISE_MS) return;
  offset = Math.abs(found) > NOISE_MS ? found : 0;
  for (const listener of listeners) listener();
}

export function now(): number {
  return Date.now() + offset;
}

/** How far this machine's clock is from the service's, in milliseconds; positive when it is late. Learnt with the first answers, and again later. */
export function useClockOffset(): number {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => offset,
  );
}

/** The time, again every `everyMs` on the round; rounded down to it, so that a component draws again only when its figure changes. */
export function useNow(everyMs: number): number {
  return useSyncExternalStore(
    (changed) => {
      let timer = 0;
      const plan = () => {
        timer = window.setTimeout(() => (changed(), plan()), everyMs - (now() % everyMs) + 1);
      };
      plan();
      return () => window.clearTimeout(timer);
    },
    () => Math.floor(now() / everyMs) * everyMs,
  );
}
