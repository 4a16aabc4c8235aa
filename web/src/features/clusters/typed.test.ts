import { expect, test } from "vitest";
import { groupOf, poolOf } from "./typed";

function typed(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const GROUP = {
  "/name": "rooms",
  "/api_version": "cluster.x-k8s.io/v1beta2",
  "/kind": "MachineDeployment",
  "/namespace": "machines",
  "/node_label": "node-pool=rooms",
  "/min": "2",
  "/max": "40",
  "/boot_minutes": "8",
};

test("a node group gives nodes back as its kind says where nothing is chosen", () => {
  expect(groupOf(typed(GROUP))).toEqual({
    name: "rooms",
    api_version: "cluster.x-k8s.io/v1beta2",
    kind: "MachineDeployment",
    namespace: "machines",
    node_label: "node-pool=rooms",
    min: 2,
    max: 40,
    boot_minutes: 8,
  });
  expect(groupOf(typed({ ...GROUP, "/gives_back": "no" })).gives_back).toBe(false);
});

test("the space of a storage pool is typed in GiB", () => {
  const pool = { "/name": "nas-a", "/storage_class": "nas-a", "/bandwidth_mbit": "1000", "/retention_days": "30" };
  expect(poolOf(typed({ ...pool, "/space_mib": "10" }))).toEqual({
    name: "nas-a",
    storage_class: "nas-a",
    bandwidth_mbit: 1000,
    space_mib: 10_240,
    retention_days: 30,
  });
});

test("what is no number is sent as it was typed", () => {
  expect(poolOf(typed({ "/space_mib": "much" })).space_mib).toBe("much");
  expect(groupOf(typed({ ...GROUP, "/min": "" })).min).toBe("");
});
