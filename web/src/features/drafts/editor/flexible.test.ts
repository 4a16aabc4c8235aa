import { expect, test } from "vitest";
import { emptyDoc, fromOrder, toOrder } from "./doc";
import { setFlexible, withFlexible } from "./flexible";

test("a field that is empty bounds nothing, and nought is a bound", () => {
  expect(withFlexible(undefined, "minutes", "30")).toEqual({ minutes: 30 });
  expect(withFlexible({ minutes: 30 }, "days", "0")).toEqual({ minutes: 30, days: 0 });
  expect(withFlexible({ minutes: 30, days: 0 }, "minutes", "")).toEqual({ days: 0 });
  expect(withFlexible({ days: 0, minutes: null }, "days", "")).toBeUndefined();
  expect(withFlexible(null, "days", "-1")).toBeUndefined();
});

test("what may be moved goes into the order and comes back from it", () => {
  const doc = setFlexible(emptyDoc("Asia/Shanghai"), { minutes: 15, days: 7 });
  expect(toOrder(doc).flexible).toEqual({ minutes: 15, days: 7 });
  expect(fromOrder(toOrder(doc)).flexible).toEqual({ minutes: 15, days: 7 });
  expect(toOrder(setFlexible(doc, undefined))).not.toHaveProperty("flexible");
});
