import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { movePrices } from "./move-prices";

let asked: { body: string; signal: AbortSignal; answer: (response: Response) => void }[] = [];
let told: string[] = [];
const tell = (cell: string) => told.push(cell);
const over = (cell: string) => ({ cell, question: () => JSON.stringify({ body: { name: cell } }) });
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const names = () => asked.map(({ body }) => (JSON.parse(body) as { name: string }).name);
const quoted = () => Response.json({ feasible: true });

beforeEach(() => {
  [asked, told] = [[], []];
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("location", { origin: "http://here", pathname: "/drafts/drf_1/week", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = await request.text();
    return new Promise<Response>((answer, refuse) => {
      request.signal.addEventListener("abort", () => refuse(new DOMException("given up", "AbortError")));
      asked.push({ body, signal: request.signal, answer });
    });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("only the cell is asked about over which the lesson rests", async () => {
  const prices = movePrices(tell);
  for (const cell of ["MO", "TU", "WE"]) {
    prices.over(over(cell));
    await wait(100);
  }
  await wait(400);
  expect(names()).toEqual(["WE"]);
  asked[0]!.answer(quoted());
  await wait(0);
  expect(told).toEqual(["WE"]);
});

test("one question is under way at most, and the last cell follows", async () => {
  const prices = movePrices(tell);
  prices.over(over("MO"));
  await wait(400);
  prices.over(over("TU"));
  await wait(400);
  prices.over(over("WE"));
  await wait(5_000);
  expect(names()).toEqual(["MO"]);
  asked[0]!.answer(quoted());
  await wait(400);
  expect(names()).toEqual(["MO", "WE"]);
});

test("a cell that was asked about is told again without a question, until the lesson is put down", async () => {
  const prices = movePrices(tell);
  prices.over(over("MO"));
  await wait(400);
  asked[0]!.answer(quoted());
  await wait(0);
  prices.over(undefined);
  prices.over(over("MO"));
  await wait(5_000);
  expect([names(), told]).toEqual([["MO"], ["MO", "MO"]]);
  prices.end();
  prices.over(over("MO"));
  await wait(400);
  expect(names()).toEqual(["MO", "MO"]);
});

test("what was refused is not asked again, and too many questions wait as long as is asked for", async () => {
  const prices = movePrices(tell);
  prices.over(over("MO"));
  await wait(400);
  asked[0]!.answer(Response.json({ code: "invalid", title: "No" }, { status: 422 }));
  await wait(5_000);
  expect(names()).toEqual(["MO"]);
  prices.over(over("TU"));
  await wait(400);
  asked[1]!.answer(
    Response.json({ code: "rate_limited", title: "No" }, { status: 429, headers: { "Retry-After": "7" } }),
  );
  await wait(6_500);
  expect(names()).toEqual(["MO", "TU"]);
  await wait(1_000);
  expect(names()).toEqual(["MO", "TU", "TU"]);
});

test("what is put down is not asked about any more, and its answer is not heard", async () => {
  const prices = movePrices(tell);
  prices.over(over("MO"));
  await wait(400);
  prices.end();
  expect(asked[0]!.signal.aborted).toBe(true);
  prices.over({ cell: "TU", question: () => undefined });
  await wait(5_000);
  expect([names(), told]).toEqual([["MO"], []]);
});
