import { describe, expect, it } from "vitest";
import { lesson } from "../testing";
import { weekSheet } from "./week";

const monday = "2026-11-23";
const days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"];
const rhythm = days.flatMap((day) => ["08:00", "08:55", "10:55", "14:00"].map((start) => lesson({ day, start })));

describe("the week as a ruled sheet", () => {
  it("has a row a period, in order, and noon where the long pause is", () => {
    const week = weekSheet(rhythm, monday);
    expect(week.days).toEqual(days);
    expect(
      week.lines.map((line) => (line.kind === "noon" ? "noon" : `${line.number} ${line.start}-${line.end}`)),
    ).toEqual(["1 08:00-08:45", "2 08:55-09:40", "3 10:55-11:40", "noon", "4 14:00-14:45"]);
  });

  it("gives an odd time a thin row of its own, which counts as no period", () => {
    const week = weekSheet([...rhythm, lesson({ day: "2026-11-25", start: "12:30", minutes: 20 })], monday);
    expect(week.lines.map((line) => (line.kind === "noon" ? "noon" : `${line.kind} ${line.number ?? ""}`))).toEqual([
      "period 1",
      "period 2",
      "period 3",
      "odd ",
      "noon",
      "period 4",
    ]);
  });

  it("shows Saturday and Sunday only when something is held", () => {
    expect(weekSheet([lesson({ day: "2026-11-28" })], monday).days).toHaveLength(6);
    expect(weekSheet([], monday).days).toHaveLength(5);
  });

  it("shows no lesson that is cancelled, and loses none that is held", () => {
    const week = weekSheet([...rhythm, lesson({ day: "2026-11-23", start: "16:00", state: "cancelled" })], monday);
    const held = week.lines.flatMap((line) => (line.kind === "noon" ? [] : line.cells.flat()));
    expect(held).toHaveLength(rhythm.length);
    expect(week.lessons).toBe(rhythm.length);
  });

  it("keeps a cancelled lesson in its place where that is asked for", () => {
    const cancelled = lesson({ day: "2026-11-23", start: "16:00", state: "cancelled" });
    const week = weekSheet([...rhythm, cancelled], monday, { cancelled: true });
    const row = week.lines.find((line) => line.kind !== "noon" && line.start === "16:00");
    expect(row?.kind !== "noon" && row?.cells[0]).toEqual([cancelled]);
  });

  it("places a moved lesson where it is held now", () => {
    const week = weekSheet(
      [
        ...rhythm,
        lesson({
          on: "2026-11-25",
          day: "2026-11-26",
          start: "16:00",
          id: "les_moved",
        }),
      ],
      monday,
    );
    const row = week.lines.find((line) => line.kind !== "noon" && line.start === "16:00");
    expect(row?.kind !== "noon" && row?.cells.map((cell) => cell.length)).toEqual([0, 0, 0, 1, 0]);
  });
});
