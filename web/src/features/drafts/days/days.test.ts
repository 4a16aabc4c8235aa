import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyDoc, type Doc } from "../editor/doc";
import { clearDays, setOff, setRunsAs, whatRuns } from "./days";
import { momentOf, wallOf } from "./zone";
import { addDays, parityOf, readTime, weekdayOf, weekOf, weeksOf } from "./term";

const TERM = { first_day: "2026-09-01", last_day: "2027-01-18" };
const doc: Doc = {
  ...emptyDoc("Asia/Shanghai"),
  rooms: [
    { key: "7-1", seats: 50 },
    { key: "7-2", seats: 50 },
  ],
  term: TERM,
  lines: [
    {
      key: "m",
      title: "Maths",
      rooms: null,
      teachers: [],
      start: "08:00",
      minutes: 45,
      when: { days: ["WE"], weeks: "all" },
    },
  ],
};

test("weeks start on Monday and week 1 holds the first day", () => {
  expect(weekdayOf("2026-09-01")).toBe("TU");
  expect([weekOf("2026-09-06", TERM), weekOf("2026-09-07", TERM)]).toEqual([1, 2]);
  expect(parityOf("2026-09-07", TERM)).toBe("B");
  expect(weeksOf(TERM)).toHaveLength(21);
  expect(weeksOf({ first_day: "", last_day: "" })).toEqual([]);
});

test("what runs on a day: its lessons, another day's, or none", () => {
  const days = setRunsAs(setOff([], "2026-10-01", "2026-10-07"), "2026-10-10", "2026-10-07");
  const now = { ...doc, days };
  expect(whatRuns(now, "2026-09-02")).toEqual({ is: "usual", lessons: 2 });
  expect(whatRuns(now, "2026-10-07")).toEqual({ is: "off" });
  expect(whatRuns(now, "2026-10-10")).toEqual({ is: "runs-as", as: "2026-10-07", lessons: 2 });
  expect(whatRuns(now, "2027-03-01")).toEqual({ is: "outside" });
});

test("painted ranges join, are cut and taken back, and never overlap", () => {
  const range = fc.record({ from: fc.nat(60), days: fc.nat(10), off: fc.boolean() });
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), (ranges) => {
      const expected = new Set<string>();
      let days = setRunsAs([], "2026-12-31", "2026-09-02").slice(0, 0);
      for (const { from, days: long, off } of ranges) {
        const [first, last] = [addDays(TERM.first_day, from), addDays(TERM.first_day, from + long)];
        days = off ? setOff(days, first, last) : clearDays(days, first, last);
        for (let day = first; day <= last; day = addDays(day, 1))
          if (off) expected.add(day);
          else expected.delete(day);
      }
      const found = days.flatMap((day) => {
        if (!("off" in day)) return [];
        const all: string[] = [];
        for (let at = day.from; at <= day.to; at = addDays(at, 1)) all.push(at);
        return all;
      });
      expect(found).toEqual([...expected].sort());
    }),
  );
});

test("times as people write them", () => {
  expect(["8:5", "08.05", "8：05", "0805", "25:00", "x"].map(readTime)).toEqual([
    "08:05",
    "08:05",
    "08:05",
    "08:05",
    undefined,
    undefined,
  ]);
});

test("a wall time of a zone is a moment, and back", () => {
  expect(momentOf("2026-09-07T09:00", "Asia/Shanghai")).toBe("2026-09-07T01:00:00.000Z");
  expect(momentOf("2026-07-01T12:00", "America/New_York")).toBe("2026-07-01T16:00:00.000Z");
  expect(wallOf("2026-09-07T01:00:00Z", "Asia/Shanghai")).toBe("2026-09-07T09:00");
});
