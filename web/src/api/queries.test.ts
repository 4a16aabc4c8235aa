import { afterEach, expect, test, vi } from "vitest";
import { Failure, type FailureKind } from "./problem";
import { makeQueryClient } from "./queries";

const { retry, retryDelay } = makeQueryClient().getDefaultOptions().queries!;
const failure = (kind: FailureKind, status: number, retryAfterMs?: number) =>
  new Failure(kind, status, undefined, undefined, retryAfterMs);
const again = (tries: number, error: Error) => (retry as (tries: number, error: Error) => boolean)(tries, error);
const wait = (tries: number, error: Error) => (retryDelay as (tries: number, error: Error) => number)(tries, error);

afterEach(() => vi.restoreAllMocks());

test("only what may pass by itself is asked again, twice", () => {
  for (const error of [failure("offline", 0), failure("busy", 503)])
    expect([0, 1, 2].map((tries) => again(tries, error))).toEqual([true, true, false]);
});

test.each([
  ["busy", 429],
  ["busy", 408],
  ["broken", 500],
  ["invalid", 422],
  ["not-found", 404],
] as const)("%s by %i is said at once", (kind, status) => {
  expect(again(0, failure(kind, status))).toBe(false);
});

test("what is no failure of the service is not asked again", () => {
  expect(again(0, new Error("a fault of ours"))).toBe(false);
});

test("each waits longer than the one before, at least as long as the service says, and not all of a school the same", () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  expect([0, 1].map((tries) => wait(tries, failure("offline", 0)))).toEqual([500, 1_000]);
  expect(wait(0, failure("busy", 503, 7_000))).toBe(7_000);
  random.mockReturnValue(0.5);
  expect([0, 1].map((tries) => wait(tries, failure("offline", 0)))).toEqual([750, 1_500]);
  expect(wait(0, failure("busy", 503, 7_000))).toBe(10_500);
});
