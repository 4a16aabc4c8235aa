import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { madeOld, throttled } from "./news";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an order's news make lists of orders, lessons and rooms old, and every event the feed", () => {
  expect(madeOld("order.not_ready")).toEqual(expect.arrayContaining(["orders", "lessons", "classrooms", "events"]));
  expect(madeOld("api_key.created")).toEqual(["api_keys", "events"]);
  expect(madeOld("something.new")).toEqual(["events"]);
});

test("many events a second ask once at once and once after it, and lose nothing", () => {
  const asked: string[] = [];
  const ask = throttled(1000, (name) => asked.push(name));
  for (let round = 0; round < 50; round += 1) ask("orders");
  ask("members");
  expect(asked).toEqual(["orders", "members"]);
  vi.advanceTimersByTime(1000);
  expect(asked).toEqual(["orders", "members", "orders"]);
  vi.advanceTimersByTime(5000);
  expect(asked).toEqual(["orders", "members", "orders"]);
});
