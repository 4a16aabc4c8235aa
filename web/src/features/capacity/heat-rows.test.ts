import { expect, test } from "vitest";
import { columnsFrom } from "./cells";
import { clusterRow, poolRow } from "./heat-rows";

const columns = columnsFrom("2026-09-07", "hour");
const at = (hour: number) => new Date(2026, 8, 7, hour).toISOString();

test("a row of a cluster has the limits that are foreseen, and of each hour its fullest slot", () => {
  const row = clusterRow(columns, {
    cluster_id: "clu_a",
    name: "bj-1",
    region: "cn-beijing",
    limits: [
      { from: at(0), limit: 40 },
      { from: at(10), limit: 20 },
    ],
    steps: [],
    fullest: [{ at: at(10), booked: 30, limit: 20 }],
  });
  expect([row.id, row.cluster, row.limits]).toEqual(["clu_a", "clu_a", [40, 20]]);
  expect([row.cells[9], row.cells[10]?.limit]).toEqual([undefined, 20]);
});

test("a row of a storage pool leads to its cluster", () => {
  const named = { pool_id: "spl_a", name: "nas-1", cluster_id: "clu_a", cluster_name: "bj-1", region: "cn-beijing" };
  const row = poolRow(columns, { ...named, limit: 85, steps: [], fullest: [] });
  expect([row.id, row.cluster, row.name, row.limits]).toEqual(["spl_a", "clu_a", "bj-1 / nas-1", [85]]);
});
