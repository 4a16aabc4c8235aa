import { expect, test } from "vitest";
import { nextStep } from "./steps";

test("the way on leads to what is missing, first ahead and then behind", () => {
  expect(nextStep("source", ["rooms", "region", "term", "lessons", "name"])).toBe("rooms");
  expect(nextStep("week", ["region", "term", "name"])).toBe("days");
  expect(nextStep("days", ["region", "name"])).toBe("rooms");
  expect(nextStep("rooms", ["name"])).toBe("review");
  expect(nextStep("week", [])).toBe("review");
  expect(nextStep("review", ["term"])).toBe("days");
  expect(nextStep("review", ["name"])).toBeUndefined();
});
