import { expect, test } from "vitest";
import { Failure, failureOf, unanswered } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });
const problem = (code: string, more: object = {}) => ({
  type: "about:blank",
  code,
  title: "As the API says it",
  ...more,
});

test.each([
  ["refused", 409, { violations: [{ message: "Two rooms too many" }] }],
  ["refused", 409, { alternatives: [] }],
  ["conflict", 409, {}],
  ["conflict", 412, {}],
  ["invalid", 422, { errors: [] }],
  ["invalid", 400, {}],
  ["invalid", 413, {}],
  ["signed-out", 401, {}],
  ["forbidden", 403, {}],
  ["not-found", 404, {}],
  ["busy", 429, {}],
  ["busy", 408, {}],
  ["busy", 503, {}],
  ["broken", 500, {}],
  ["broken", 502, {}],
] as const)("each thing that goes wrong has one place on the screen: %s for %i", (kind, status, more) => {
  expect(failureOf(answer(status), problem("some_code", more)).kind).toBe(kind);
});

test("a code that nobody here knows is shown as it was sent", () => {
  const failure = failureOf(answer(409), problem("of_tomorrow", { detail: "Wait for the moon." }));
  expect([failure.code, failure.problem?.title, failure.message]).toEqual([
    "of_tomorrow",
    "As the API says it",
    "Wait for the moon.",
  ]);
});

test("what is no problem of the API is a fault of ours, with the number by which it is found", () => {
  const failure = failureOf(answer(502, { "X-Request-Id": "req_1" }), "<html>Bad gateway</html>");
  expect([failure.kind, failure.problem, failure.requestId]).toEqual(["broken", undefined, "req_1"]);
});

test("errors find their field by pointer, and what has none is said on top", () => {
  const errors = [
    { pointer: "/name", code: "too_long", params: {}, detail: "A name has at most 200 characters." },
    { pointer: "/rooms/0/key", code: "too_long", params: {}, detail: "A key has at most 60 characters." },
  ];
  const failure = failureOf(answer(422), problem("invalid", { errors }));
  expect(failure.field("/name")).toBe("A name has at most 200 characters.");
  expect(failure.field("/seats")).toBeUndefined();
  expect(failure.others(["/name"])).toEqual(["A key has at most 60 characters."]);
});

test("how long to wait is taken as it is given, in seconds, and a date is not guessed at", () => {
  expect(failureOf(answer(429, { "Retry-After": "7" }), undefined).retryAfterMs).toBe(7_000);
  expect(
    failureOf(answer(503, { "Retry-After": "Mon, 30 Nov 2026 08:00:00 GMT" }), undefined).retryAfterMs,
  ).toBeUndefined();
});

test("no answer is no connection, and what was given up stays given up", () => {
  expect(unanswered(new TypeError("Failed to fetch"))).toMatchObject({ kind: "offline", status: 0 });
  const givenUp = new DOMException("given up", "AbortError");
  expect(unanswered(givenUp)).toBe(givenUp);
  const failure = new Failure("busy", 429, undefined, undefined, undefined);
  expect(unanswered(failure)).toBe(failure);
});
