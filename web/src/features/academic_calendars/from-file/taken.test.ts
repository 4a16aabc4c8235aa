import { expect, test } from "vitest";
import type { Day } from "../../../api/schema.gen";
import { isAnswered, known, taken } from "./taken";

const off = (from: string, to = from): Day => ({ from, to, off: true });
const as = (date: string, runs_as: string): Day => ({ date, runs_as });

test("days off and answers become days of a new calendar", () => {
  const read = [off("2026-09-25", "2026-09-27"), off("2026-10-01", "2026-10-07")];
  const answers = { "2026-10-10": { is: "as", day: "2026-10-07" }, "2026-09-20": { is: "off" } } as const;
  expect(taken([], read, answers)).toEqual([...read, as("2026-10-10", "2026-10-07"), off("2026-09-20")]);
});

test("what a calendar has already is not had twice, and its make-up days stay", () => {
  const calendar = [off("2026-10-01", "2026-10-08"), as("2026-09-26", "2026-09-23")];
  expect(taken(calendar, [off("2026-10-01", "2026-10-07"), off("2026-09-25", "2026-09-27")], {})).toEqual([
    ...calendar,
    off("2026-09-25"),
    off("2026-09-27"),
  ]);
});

test("an answer takes the place of what the calendar had of that day", () => {
  const calendar = [off("2026-10-08", "2026-10-12"), as("2026-10-17", "2026-10-05")];
  const answers = { "2026-10-10": { is: "as", day: "2026-10-07" }, "2026-10-17": { is: "off" } } as const;
  expect(taken(calendar, [], answers)).toEqual([
    off("2026-10-08", "2026-10-09"),
    off("2026-10-11", "2026-10-12"),
    as("2026-10-10", "2026-10-07"),
    off("2026-10-17"),
  ]);
});

test("what the calendar says of a day is the answer to begin with", () => {
  const calendar = [off("2026-10-01", "2026-10-07"), as("2026-10-10", "2026-10-07")];
  expect(known(calendar, ["2026-10-10", "2026-10-03", "2026-10-17"])).toEqual({
    "2026-10-10": { is: "as", day: "2026-10-07" },
    "2026-10-03": { is: "off" },
  });
});

test("a day runs as another day, not as itself and not as half a date", () => {
  expect(isAnswered("2026-10-10", { is: "off" })).toBe(true);
  expect(isAnswered("2026-10-10", { is: "as", day: "2026-10-07" })).toBe(true);
  for (const day of ["2026-10-10", "", "2026-1"]) expect(isAnswered("2026-10-10", { is: "as", day })).toBe(false);
  expect(isAnswered("2026-10-10", undefined)).toBe(false);
});
