import { expect, test } from "vitest";
import { worstOf } from "./unmet";

test("says of an order's lessons that one is missed before that others are late, and nothing where all are in time", () => {
  expect(worstOf([])).toBeUndefined();
  expect(worstOf([{ verdict: "late" }, { verdict: "late" }])).toBe("late");
  expect(worstOf([{ verdict: "late" }, { verdict: "missed" }])).toBe("missed");
});
