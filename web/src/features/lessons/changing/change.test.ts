import { describe, expect, it } from "vitest";
import { lesson } from "../testing";
import { instead, moreTime, undoOf, verbsOf } from "./change";

const held = lesson({ day: "2026-11-24", start: "08:00", minutes: 45 });
const [before, during, after] = ["07:00", "08:10", "08:45"].map((time) => Date.parse(`2026-11-24T${time}:00+08:00`));

describe("what can be done with a lesson", () => {
  it("is nothing once it is over, and only more time while it runs", () => {
    expect(verbsOf(held, before!)).toEqual(["move", "extend", "cancel"]);
    expect(verbsOf({ ...held, changed: true }, before!)).toContain("restore");
    expect(verbsOf(held, during!)).toEqual(["extend"]);
    expect(verbsOf(held, after!)).toEqual([]);
  });

  it("is to hold it again, where it is cancelled", () => {
    expect(verbsOf({ ...held, state: "cancelled", changed: true }, before!)).toEqual(["restore", "move"]);
  });
});

describe("the way back", () => {
  it("is the timetable's, or to where a lesson that was moved already had been", () => {
    expect(undoOf(held, before!)).toEqual({ verb: "restore" });
    expect(undoOf({ ...held, changed: true }, before!)).toEqual({
      verb: "move",
      to: { date: "2026-11-24", start: "08:00", duration_minutes: 45, room: "7-1" },
    });
    expect(undoOf({ ...held, state: "cancelled", changed: true }, before!)).toEqual({ verb: "cancel" });
  });

  it("is none while the lesson runs", () => {
    expect(undoOf(held, during!)).toBeUndefined();
  });
});

it("gives more time from where the lesson ends now", () => {
  expect(moreTime(held, 10)).toEqual({ verb: "extend", ends_at: "2026-11-24T00:55:00.000Z" });
});

it("puts an alternative into what was asked", () => {
  const move = { verb: "move", to: { date: "2026-11-25", start: "10:00" } } as const;
  expect(instead(move, { start: "11:00" })).toEqual({ verb: "move", to: { date: "2026-11-25", start: "11:00" } });
  expect(instead({ verb: "restore" }, { start: "11:00" })).toEqual({ verb: "move", to: { start: "11:00" } });
});
