import { describe, expect, it } from "vitest";
import { addDays, addWeeks, isDay, isWeek, mondayOf, startOfDay, todayIn, weekOf, weekday, windowOf } from "./days";

describe("days and weeks", () => {
  it("knows the week of a day, also where the year of the week is another", () => {
    expect(weekOf("2026-11-24")).toBe("2026-W48");
    expect(weekOf("2027-01-01")).toBe("2026-W53");
    expect(weekOf("2024-12-30")).toBe("2025-W01");
    expect(mondayOf("2026-W53")).toBe("2026-12-28");
    expect(mondayOf("2025-W01")).toBe("2024-12-30");
    expect(addWeeks("2026-W53", 1)).toBe("2027-W01");
  });

  it("goes from a week to its Monday and back for thirty years", () => {
    for (let day = "2020-01-06"; day < "2050-01-01"; day = addDays(day, 7)) {
      expect(mondayOf(weekOf(day))).toBe(day);
      expect(weekday(day)).toBe(0);
    }
  });

  it("takes no address for a day or a week that is none", () => {
    expect(isDay("2026-02-30")).toBe(false);
    expect(isDay("2026-02-28")).toBe(true);
    expect(isWeek("2026-W54")).toBe(false);
    expect(isWeek("2026-W48")).toBe(true);
  });

  it("finds midnight in a zone, also on the days on which clocks change", () => {
    expect(startOfDay("2026-11-29", "Asia/Shanghai")).toBe("2026-11-28T16:00:00.000Z");
    expect(windowOf("2026-03-29", "Europe/Berlin")).toEqual({
      from: "2026-03-28T23:00:00.000Z",
      to: "2026-03-29T22:00:00.000Z",
    });
    expect(startOfDay("2026-11-01", "America/New_York")).toBe("2026-11-01T04:00:00.000Z");
    expect(todayIn("Asia/Shanghai", Date.parse("2026-11-28T17:49:00Z"))).toBe("2026-11-29");
  });
});
