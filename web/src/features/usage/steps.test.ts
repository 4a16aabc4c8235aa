import { describe, expect, it } from "vitest";
import { stepPath } from "./steps";

const box = { from: 0, to: 100, most: 10, width: 100, height: 50 };

describe("the line of steps", () => {
  it("holds a value until the next, and stands on the ground at both ends", () => {
    expect(
      stepPath(
        [
          { at: 0, until: 50, value: 5 },
          { at: 50, until: 100, value: 10 },
        ],
        box,
      ),
    ).toBe("M0 50V25H50V0H100V50");
  });

  it("falls to the ground where nothing is booked between", () => {
    expect(
      stepPath(
        [
          { at: 0, until: 20, value: 5 },
          { at: 60, until: 80, value: 5 },
        ],
        box,
      ),
    ).toBe("M0 50V25H20V50M60 50V25H80V50");
  });

  it("draws only what lies in the days that are shown", () => {
    expect(stepPath([{ at: -50, until: 10, value: 10 }], box)).toBe("M0 50V0H10V50");
    expect(stepPath([{ at: 200, until: 300, value: 10 }], box)).toBe("");
  });
});
