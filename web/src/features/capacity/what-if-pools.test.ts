import { expect, test } from "vitest";
import { poolFields, poolsIn } from "./what-if-pools";

function typed(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test("says nothing of storage pools that stay as they are", () => {
  const fields = { "pool/spl_a/bandwidth_mbit": "", "pool/spl_a/space_mib": " ", "pool-in/clu_a/space_mib": "" };
  expect(poolsIn(typed(fields))).toEqual({});
});

test("takes what a pool would be, what is lost, and one more, with space in GiB", () => {
  const fields = {
    "pool/spl_a/bandwidth_mbit": "2000",
    "pool/spl_a/space_mib": "",
    "pool/spl_b/space_mib": "10",
    "pool/spl_b/lost": "on",
    "pool/spl_c/space_mib": "10",
    "pool-in/clu_a/bandwidth_mbit": "500",
    "pool-in/clu_a/space_mib": "1",
    "cls_a/nodes": "3",
  };
  expect(poolsIn(typed(fields))).toEqual({
    lose_pools: [{ pool_id: "spl_b" }],
    resize_pools: [
      { pool_id: "spl_a", bandwidth_mbit: 2000 },
      { pool_id: "spl_c", space_mib: 10_240 },
    ],
    add_pools: [{ cluster_id: "clu_a", bandwidth_mbit: 500, space_mib: 1024 }],
  });
});

test("sends what is no number, or was left out of one more, so that it is refused at its field", () => {
  const asked = poolsIn(typed({ "pool/spl_a/space_mib": "much", "pool-in/clu_a/bandwidth_mbit": "500" }));
  expect(asked.resize_pools).toEqual([{ pool_id: "spl_a", space_mib: "much" }]);
  expect(asked.add_pools).toEqual([{ cluster_id: "clu_a", bandwidth_mbit: 500, space_mib: "" }]);
  expect(poolFields(asked).get("pool/spl_a/space_mib")).toBe("/resize_pools/0/space_mib");
  expect(poolFields(asked).get("pool-in/clu_a/space_mib")).toBe("/add_pools/0/space_mib");
});
