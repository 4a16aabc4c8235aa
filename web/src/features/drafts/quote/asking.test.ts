import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asking, type Verdict } from "./useQuote";

const QUESTION = JSON.stringify({ body: { name: "Autumn" } });
const QUOTE = { feasible: true };
let asked: Request[] = [];
let answers: (() => Promise<Response>)[] = [];
let told: Verdict["is"][] = [];
const tell = (verdict: Verdict) => told.push(verdict.is);

const refused = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ code: "some_code", title: "No" }, { status, headers });

beforeEach(() => {
  [asked, answers, told] = [[], [], []];
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("location", { origin: "http://here", pathname: "/drafts/drf_1/week", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request);
    const answer = answers.shift() ?? (() => Promise.resolve(Response.json(QUOTE)));
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
      answer().then(resolve, reject);
    });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the order is quoted 400 ms after the last change, one of a large school after 1.5 s", async () => {
  asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(399);
  expect(asked).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map(({ method, url }) => [method, url])).toEqual([["POST", "http://here/v1/quotes"]]);
  expect(told).toEqual(["quoted"]);

  asking(JSON.stringify({ body: { name: "x".repeat(256 * 1024) } }), tell);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});

test("what is given up is aborted, and its answer is not heard", async () => {
  answers = [() => new Promise<Response>(() => undefined)];
  const giveUp = asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(400);
  giveUp();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked[0]!.signal.aborted).toBe(true);
  expect(told).toEqual([]);

  asking(QUESTION, tell)();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked, "one that is given up before its time is never sent").toHaveLength(1);
});

test("too many questions wait as long as is asked for, without a word", async () => {
  answers = [() => Promise.resolve(refused(429, { "Retry-After": "7" }))];
  asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(400);
  await vi.advanceTimersByTimeAsync(6_999);
  expect([asked.length, told]).toEqual([1, []]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["quoted"]);
});

test("without a line that is said, and asked again until there is one", async () => {
  answers = [() => Promise.reject(new TypeError("offline"))];
  asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(400);
  expect(told).toEqual(["failed"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["failed", "quoted"]);
});

test("fields that are wrong are no fault of ours", async () => {
  answers = [() => Promise.resolve(refused(422)), () => Promise.resolve(refused(500))];
  asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(400);
  asking(QUESTION, tell);
  await vi.advanceTimersByTimeAsync(400);
  expect(told).toEqual(["invalid", "failed"]);
});
