import { expect, test } from "vitest";
import { costOf, daysBefore, sums } from "./chart";

const day = (number: number, booked_minor: number) => ({
  day: `2026-09-0${number}`,
  fee_minor: 100,
  booked_minor,
  ran_minor: 10,
  to_run_minor: 1,
});

test("a day costs its part of the fee, what is booked, what ran and what is to run, and days add up", () => {
  expect(costOf(day(1, 1000))).toBe(1111);
  expect(sums([day(1, 1000), day(2, 0), day(3, 5)])).toEqual([1111, 1222, 1338]);
  expect(sums([])).toEqual([]);
});

test("days are over when they lie before today", () => {
  const month = { days: [day(1, 0), day(2, 0), day(3, 0)] };
  expect(["2026-08-31", "2026-09-02", "2026-10-01"].map((today) => daysBefore(month, today))).toEqual([0, 1, 3]);
});
