import { describe, expect, it } from "vitest";
import { cellsOf, columnsOf, heading, rank, tallyOf, usual } from "./day";
import { lesson, periodsOf } from "./testing";

const day = ["08:00", "08:55", "10:00", "14:00"].map((start) => lesson({ start }));

describe("the day as a table", () => {
  it("makes the bell that is next, or running, the one that stands out", () => {
    const at = (clock: string) =>
      columnsOf(periodsOf(day), Date.parse(`2026-11-24T${clock}:00+08:00`)).map((column) => column.place);
    expect(at("07:00")).toEqual(["hot", "later", "later", "later"]);
    expect(at("08:47")).toEqual(["past", "hot", "later", "later"]);
    expect(at("09:00")).toEqual(["past", "hot", "later", "later"]);
    expect(at("18:00")).toEqual(["past", "past", "past", "past"]);
  });

  it("rules a line before what comes after a long pause", () => {
    expect(columnsOf(periodsOf(day), 0).map((column) => column.afterBreak)).toEqual([false, false, false, true]);
  });

  it("gives lessons of other lengths one column when they begin together", () => {
    const columns = columnsOf(periodsOf([lesson({ minutes: 45 }), lesson({ minutes: 90 })]), 0);
    expect(columns).toHaveLength(1);
    expect(columns[0]?.endsAt).toBe("2026-11-24T01:30:00.000Z");
  });

  it("says a state once when all share it, and the worst first when they differ", () => {
    expect(heading({ ended: 60 })).toEqual([{ state: "ended", count: undefined }]);
    expect(heading({ ready: 58, missed: 1, warming: 1 })).toEqual([
      { state: "missed", count: 1 },
      { state: "warming", count: 1 },
      { state: "ready", count: 58 },
    ]);
    expect(usual({ ready: 58, missed: 1 })).toBe("ready");
    expect(usual({})).toBeUndefined();
  });

  it("puts what needs somebody first", () => {
    const rows = [
      [lesson({ state: "ready" })],
      undefined,
      [lesson({ state: "missed" })],
      [lesson({ state: "warming" })],
    ];
    expect(rows.map(rank)).toEqual([3, 7, 0, 1]);
    expect(tallyOf(rows.flatMap((row) => row ?? []))).toEqual({
      ready: 1,
      missed: 1,
      warming: 1,
    });
  });

  it("keeps both lessons of a cell when two orders have the same class at the same time", () => {
    expect(cellsOf([lesson({ id: "les_a" }), lesson({ id: "les_b" })]).get("08:00")).toHaveLength(2);
  });
});
