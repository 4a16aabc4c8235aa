import { describe, expect, it } from "vitest";
import { bookedIn, columnsFrom, moved } from "./cells";

describe("the columns of the heat table", () => {
  it("are the hours of a day, or seven days, from midnight where the reader is", () => {
    const hours = columnsFrom("2026-09-07", "hour");
    expect(hours).toHaveLength(24);
    expect(hours[0]?.from.getHours()).toBe(0);
    expect(columnsFrom("2026-09-07", "day")).toHaveLength(7);
  });

  it("hold the most that is booked in them, and nothing where no step is", () => {
    const hours = columnsFrom("2026-09-07", "hour");
    const at = (hour: number, minute: number) => new Date(2026, 8, 7, hour, minute).toISOString();
    const booked = bookedIn(hours, [
      { at: at(8, 0), booked: 3 },
      { at: at(8, 30), booked: 7 },
      { at: at(23, 55), booked: 1 },
      { at: at(24, 0), booked: 9 },
    ]);
    expect([booked[7], booked[8], booked[23]]).toEqual([0, 7, 1]);
  });

  it("move by a day or by a week, over the end of a month", () => {
    expect(moved("2026-09-30", "hour", 1)).toBe("2026-10-01");
    expect(moved("2026-10-03", "day", -1)).toBe("2026-09-26");
  });
});
