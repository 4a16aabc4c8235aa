import { expect, test } from "vitest";
import type { BellSummary } from "../../api/schema.gen";
import { talliesByBell } from "./counts";

const NONE = { scheduled: 0, warming: 0, ready: 0, live: 0, ended: 0, missed: 0, cancelled: 0 };
const bell = (clock: string, states: Partial<BellSummary["states"]>): BellSummary => ({
  at: new Date(`2026-11-24T${clock}:00+08:00`).toISOString(),
  at_local: `2026-11-24T${clock}:00+08:00`,
  ends_at: new Date(`2026-11-24T${clock}:40+08:00`).toISOString(),
  lessons: 0,
  rooms: 0,
  seats: 0,
  states: { ...NONE, ...states },
});
const at = (clock: string) => Date.parse(`2026-11-24T${clock}:00+08:00`);

test("each bell has its own counts, without states that are none's", () => {
  const bells = [bell("08:00", { ended: 4_999, missed: 1 }), bell("08:55", { ready: 3_000, warming: 20 })];
  const tallies = talliesByBell(bells, at("08:47"));
  expect(tallies.get("08:00")).toEqual({ ended: 4_999, missed: 1 });
  expect(tallies.get("08:55")).toEqual({ ready: 3_000, warming: 20 });
});

test("what is still coming up when its bell has rung is not ready", () => {
  expect(talliesByBell([bell("08:55", { live: 5, warming: 2, missed: 1 })], at("08:55")).get("08:55")).toEqual({
    live: 5,
    missed: 3,
  });
});

test("two bells of one clock, on a night that is set back, are one column", () => {
  const twice = [bell("02:30", { ready: 1 }), bell("02:30", { ready: 2, cancelled: 1 })];
  expect(talliesByBell(twice, at("02:00")).get("02:30")).toEqual({ ready: 3, cancelled: 1 });
});
