import { expect, test } from "vitest";
import { withPeriods } from "../import/answer";
import { schoolBells } from "./school-bells";

const usual = { name: "Usual", periods: [{ period: "1", start: "08:00", end: "08:40" }] };
const short = { name: "Short", periods: [{ period: "早读", start: "07:30", end: "07:50" }] };

test("the schedules of a school are named, with their calendar where several have some", () => {
  const [upper, lower, none] = [
    { id: "acd_1", name: "Upper school", bells: [usual, short] },
    { id: "acd_2", name: "Lower school", bells: [usual] },
    { id: "acd_3", name: "Evenings", bells: [] },
  ];
  expect(schoolBells([upper, none]).map(({ name }) => name)).toEqual(["Usual", "Short"]);
  const all = schoolBells([upper, lower, none]);
  expect(all.map(({ name }) => name)).toEqual(["Upper school · Usual", "Upper school · Short", "Lower school · Usual"]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(3);
  expect(schoolBells([none])).toEqual([]);
});

test("a school's schedule has the periods that a file needs beside its own", () => {
  const [, { bells } = { bells: [] }] = schoolBells([{ id: "acd_1", name: "School", bells: [usual, short] }]);
  expect(bells).toEqual([{ name: "早读", start: "07:30", end: "07:50" }]);
  expect(withPeriods(bells, ["早读", "午休"])).toEqual([...bells, { name: "午休", start: "", end: "" }]);
});
