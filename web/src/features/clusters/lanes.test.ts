import { expect, test } from "vitest";
import { endAfter, HOURS, pausedOn } from "./lanes";

const pause = (cluster_id: string | null) => ({
  cluster_id,
  cluster_name: cluster_id,
  why: "An audit",
  since: "2026-09-01T00:00:00Z",
  until: "2026-09-01T04:00:00Z",
});

test("a cluster shows the works that are paused on it and those that are paused everywhere", () => {
  const lanes = {
    items: [
      { lane: "repairs" as const, pauses: [pause(null), pause("clu_b")] },
      { lane: "preload" as const, pauses: [pause("clu_a")] },
      { lane: "drains" as const, pauses: [] },
    ],
  };
  expect(pausedOn("clu_a", lanes).map((one) => [one.lane, one.cluster_id])).toEqual([
    ["repairs", null],
    ["preload", "clu_a"],
  ]);
});

test("the longest pause that is offered ends within a day", () => {
  const now = Date.parse("2026-09-01T00:00:00Z");
  expect(Date.parse(endAfter(now, Math.max(...HOURS))) - now).toBeLessThan(24 * 3_600_000);
});
