import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askAtMoments, momentsIn } from "./moments";

const NOW = Date.parse("2026-11-30T08:50:00Z");
const at = (clock: string) => `2026-11-30T${clock}:00Z`;
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal("document", { visibilityState: "visible" });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that shows an answer, and how often it asked for it. */
function shown(queries: QueryClient, key: readonly string[], data: unknown) {
  const ask = vi.fn(() => Promise.resolve(data));
  const leave = new QueryObserver(queries, { queryKey: key, queryFn: ask, staleTime: Infinity }).subscribe(
    () => undefined,
  );
  return { ask, leave };
}

test("all moments that an answer names are found, wherever they stand", () => {
  const board = { rows: [{ cells: [{ starts_at: at("08:55"), ends_at: at("09:40"), ready_by: at("08:50") }] }] };
  expect(momentsIn(board)).toEqual([at("08:50"), at("08:55"), at("09:40")].map(Date.parse));
  expect(momentsIn([{ at: NOW, until: undefined, time: "08:50" }])).toEqual([NOW]);
  expect(momentsIn({ starts_at: "soon", ends_at: null, created_at: at("08:00") })).toEqual([]);
});

test("what is shown is asked again at the moment that it names, within seconds, and what names none is not", async () => {
  const queries = new QueryClient();
  const lessons = shown(queries, ["lessons", "list"], [{ starts_at: at("08:55"), ends_at: at("09:40") }]);
  const bells = shown(queries, ["bells", "school"], []);
  const members = shown(queries, ["members", "list"], []);
  const stop = askAtMoments(queries);
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
  expect(lessons.ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_001);
  expect([lessons, bells, members].map(({ ask }) => ask.mock.calls.length)).toEqual([2, 2, 1]);
  await vi.advanceTimersByTimeAsync(45 * MINUTE_MS);
  expect(lessons.ask, "and again when it ends").toHaveBeenCalledTimes(3);
  stop();
});

test("nothing is asked for a tab that nobody looks at, nor for what is not shown any more", async () => {
  const queries = new QueryClient();
  const lessons = shown(queries, ["lessons", "list"], [{ starts_at: at("08:55"), ends_at: at("09:40") }]);
  const stop = askAtMoments(queries);
  vi.stubGlobal("document", { visibilityState: "hidden" });
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  vi.stubGlobal("document", { visibilityState: "visible" });
  lessons.leave();
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  expect(lessons.ask).toHaveBeenCalledTimes(1);
  stop();
});
