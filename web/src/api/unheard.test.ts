import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { heard, show } from "./heard";
import { Failure } from "./problem";
import { watchAnswers } from "./unheard";

const listeners = new Map<string, () => void>();
const ask = (queries: QueryClient, answer: () => Promise<unknown>) =>
  queries.fetchQuery({ queryKey: ["lessons"], queryFn: answer, retry: false, staleTime: 0 }).catch(() => undefined);
const nobody = (kind: Failure["kind"]) => () => Promise.reject(new Failure(kind, 0, undefined, undefined, undefined));

beforeEach(() => {
  listeners.clear();
  show({ state: "off", asOf: undefined });
  vi.stubGlobal("addEventListener", (type: string, listener: () => void) => listeners.set(type, listener));
  vi.stubGlobal("navigator", { onLine: true });
});
afterEach(() => vi.unstubAllGlobals());

test("a teacher reads how old the page is, and that nobody answers any more", async () => {
  const queries = new QueryClient();
  watchAnswers(queries);
  expect(heard()).toEqual({ state: "off", asOf: expect.any(Number) as number });

  await ask(queries, nobody("offline"));
  expect(heard().state).toBe("offline");
  expect(heard().asOf, "since when is still said").toBeDefined();

  await ask(queries, () => Promise.resolve([]));
  expect(heard().state).toBe("off");
});

test("an answer that refuses is an answer", async () => {
  const queries = new QueryClient();
  watchAnswers(queries);
  await ask(queries, nobody("forbidden"));
  expect(heard().state).toBe("off");
});

test("a line that is cut is said at once, and what is shown is asked anew when it is back", async () => {
  const queries = new QueryClient();
  const asked = vi.spyOn(queries, "invalidateQueries");
  watchAnswers(queries);
  listeners.get("offline")?.();
  expect(heard().state).toBe("offline");
  listeners.get("online")?.();
  expect(asked).toHaveBeenCalledTimes(1);
});
