import { expect, test } from "vitest";
import type { PromiseWeek } from "../../api/schema.gen";
import { causesOf, keptOver, newestFirst } from "./ledger";

const week = (of: string, more: Partial<PromiseWeek> = {}): PromiseWeek => ({
  week: of,
  lessons: 100,
  in_time: 97,
  late: 2,
  broken: 1,
  unknown: 0,
  ready_before: { under_1_minute: 1, under_2_minutes: 2, under_5_minutes: 3, longer: 91 },
  causes: [],
  ...more,
});

test("weeks add up, and one that several clusters have is one week", () => {
  const items = [week("2026-11-16"), week("2026-11-23"), week("2026-11-23", { broken: 0, unknown: 4 })];
  expect(keptOver(items)).toEqual({ lessons: 300, broken: 2, late: 6, unknown: 4, weeks: 2 });
  expect(keptOver([])).toEqual({ lessons: 0, broken: 0, late: 0, unknown: 0, weeks: 0 });
});

test("the newest week stands first, and in it what was kept worst", () => {
  const items = [week("2026-11-16"), week("2026-11-23", { late: 9, broken: 0 }), week("2026-11-23", { broken: 3 })];
  expect(newestFirst(items).map(({ week: of, broken }) => [of, broken])).toEqual([
    ["2026-11-23", 3],
    ["2026-11-23", 0],
    ["2026-11-16", 1],
  ]);
});

test("causes are told with their lessons", () => {
  const causes = [
    { reason: "NodeLost", title: "A node was lost", lessons: 3 },
    { reason: "", title: "Nobody knows why", lessons: 1 },
  ];
  expect(causesOf(week("2026-11-16", { causes }), String)).toBe("A node was lost 3, Nobody knows why 1");
  expect(causesOf(week("2026-11-16"), String)).toBe("");
});
