import { describe, expect, it } from "vitest";
import { heat, percent } from "./heat";

describe("the share of a limit", () => {
  it("is never rounded over the limit or back under it", () => {
    expect(percent(999, 1000)).toBe(99);
    expect(percent(1000, 1000)).toBe(100);
    expect(percent(1001, 1000)).toBe(101);
  });

  it("is full when nothing may be booked and something is", () => {
    expect(percent(0, 0)).toBe(0);
    expect(heat(1, 0)).toBe("over");
  });

  it.each([
    [0, 1],
    [9, 1],
    [10, 2],
    [44, 3],
    [45, 4],
    [74, 5],
    [75, 6],
    [90, 7],
    [100, 7],
    [101, "over"],
  ])("%i percent is step %s", (booked, step) => {
    expect(heat(booked, 100)).toBe(step);
  });
});
