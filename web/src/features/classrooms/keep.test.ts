import { expect, test } from "vitest";
import { LONGER, untilAfter } from "./keep";

test("a room is kept until so many minutes from now", () => {
  expect(untilAfter(Date.parse("2026-09-07T01:50:00Z"), 30)).toBe("2026-09-07T02:20:00.000Z");
});

test("nothing is offered that the service refuses", () => {
  expect(Math.max(...LONGER)).toBeLessThanOrEqual(12 * 60);
});
