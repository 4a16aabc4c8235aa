import { describe, expect, it } from "vitest";
import { columnsFrom, fullestIn, fullestOf, moved } from "./cells";

describe("the columns of the heat table", () => {
  it("are the hours of a day, or seven days, from midnight where the reader is", () => {
    const hours = columnsFrom("2026-09-07", "hour");
    expect(hours).toHaveLength(24);
    expect(hours[0]?.from.getHours()).toBe(0);
    expect(columnsFrom("2026-09-07", "day")).toHaveLength(7);
  });

  it("hold the slot that is fullest by its own limit, and nothing where none is named", () => {
    const hours = columnsFrom("2026-09-07", "hour");
    const at = (hour: number, minute: number) => new Date(2026, 8, 7, hour, minute).toISOString();
    const full = fullestIn(hours, [
      { at: at(8, 0), booked: 7, limit: 10 },
      { at: at(8, 30), booked: 5, limit: 5 },
      { at: at(23, 55), booked: 1, limit: null },
      { at: at(24, 0), booked: 9, limit: 10 },
    ]);
    expect([full[7], full[8]?.booked, full[23]?.booked]).toEqual([undefined, 5, 1]);
  });

  it("have one that is fullest of all, which is the first of equal ones", () => {
    const at = (hour: number) => new Date(2026, 8, 7, hour).toISOString();
    const slots = [
      { at: at(8), booked: 4, limit: 10 },
      { at: at(9), booked: 8, limit: 10 },
      { at: at(10), booked: 4, limit: 5 },
    ];
    expect(fullestOf(slots)?.at).toBe(at(9));
    expect(fullestOf([...slots, { at: at(11), booked: 1, limit: 0 }])?.at).toBe(at(11));
    expect(fullestOf([])).toBeUndefined();
  });

  it("move by a day or by a week, over the end of a month", () => {
    expect(moved("2026-09-30", "hour", 1)).toBe("2026-10-01");
    expect(moved("2026-10-03", "day", -1)).toBe("2026-09-26");
  });
});
