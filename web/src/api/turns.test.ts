import { afterEach, expect, test, vi } from "vitest";
import { Failure } from "./problem";
import { inTurns, patiently } from "./turns";

afterEach(() => vi.useRealTimers());

test("a few are asked at once, and the answers stand in order", async () => {
  let open = 0;
  let most = 0;
  const told: number[] = [];
  const ask = async (n: number) => {
    most = Math.max(most, (open += 1));
    for (let turns = n % 3; turns >= 0; turns -= 1) await Promise.resolve();
    open -= 1;
    return n * 10;
  };
  const items = Array.from({ length: 11 }, (_, n) => n);
  expect(await inTurns(items, ask, (done) => told.push(done))).toEqual(items.map((n) => n * 10));
  expect(most).toBe(4);
  expect(told).toEqual(items.map((n) => n + 1));
  expect(await inTurns([], ask)).toEqual([]);
});

test("nothing more is asked once one is refused", async () => {
  const asked: number[] = [];
  const ask = (n: number) => {
    asked.push(n);
    return n === 2 ? Promise.reject(new Error("refused")) : Promise.resolve(n);
  };
  await expect(inTurns([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ask)).rejects.toThrow("refused");
  await Promise.resolve();
  expect(asked.length).toBeLessThan(9);
});

test("whoever is told to wait goes on when it was said", async () => {
  vi.useFakeTimers();
  const busy = new Failure("busy", 429, undefined, undefined, 7_000);
  const ask = vi.fn<() => Promise<string>>().mockRejectedValueOnce(busy).mockResolvedValue("there");
  const answer = patiently(ask);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe("there");
});

test("what is refused is not asked again", async () => {
  const ask = vi.fn(() => Promise.reject(new Failure("forbidden", 403, undefined, undefined, undefined)));
  await expect(patiently(ask)).rejects.toThrow();
  expect(ask).toHaveBeenCalledTimes(1);
});
