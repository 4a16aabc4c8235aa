import { expect, test } from "vitest";
import { groupOf, interfacesOf, poolOf, sellsPackedIn, thresholdsOf, coverIn } from "./typed";

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

test("what a cluster bears is what Kubernetes publishes where nothing is typed", () => {
  const bears = { "/thresholds/namespaces": "900", "/thresholds/services": "", "/thresholds/pods": "lots" };
  expect(thresholdsOf(typed(bears))).toEqual({ namespaces: 900, services: null, pods: "lots", pods_per_node: null });
});

test("a cluster sells what packs where the box is ticked, and no longer where it is not", () => {
  expect(sellsPackedIn(typed({ "/sells_packed": "on" }))).toBe(true);
  expect(sellsPackedIn(typed({}))).toBe(false);
  expect(["told", "enforced", "much", ""].map((cover) => coverIn(typed({ "/cover": cover })))).toEqual([
    "told",
    "enforced",
    "no",
    "no",
  ]);
});

test("rooms get interfaces of their own by the resource that is typed, and none without one", () => {
  const fields = {
    "/interfaces/resource": "example.com/eni",
    "/interfaces/isolation": "security_group",
    "/interfaces/annotation/key": "example.com/security-groups",
    "/interfaces/annotation/value": "sg-1",
  };
  expect(interfacesOf(typed(fields))).toEqual({
    resource: "example.com/eni",
    isolation: "security_group",
    annotation: { key: "example.com/security-groups", value: "sg-1" },
  });
  const { "/interfaces/resource": resource, "/interfaces/isolation": isolation } = fields;
  expect(interfacesOf(typed({ "/interfaces/resource": resource, "/interfaces/isolation": isolation }))).toEqual({
    resource,
    isolation,
  });
  expect(interfacesOf(typed({ ...fields, "/interfaces/resource": " " }))).toBeNull();
});
