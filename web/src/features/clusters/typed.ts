// What the forms of a cluster's bounds, of a node group and of a storage pool make of what was typed. Pure.
import type { Cover, InterfaceProfile, NewNodeGroup, NewStoragePool, ThresholdsAsked } from "../../api/schema.gen";
import { numberIn, numberOf, textOf } from "../../ui/fields";

const MIB_OF_A_GIB = 1024;

export const COVERS: readonly Cover[] = ["no", "told", "enforced"];

export const GROUP_FIELDS = [
  "/name",
  "/api_version",
  "/kind",
  "/namespace",
  "/node_label",
  "/min",
  "/max",
  "/boot_minutes",
] as const;

export const POOL_FIELDS = ["/name", "/storage_class", "/bandwidth_mbit", "/space_mib", "/retention_days"] as const;

export function groupOf(typed: FormData): NewNodeGroup {
  const gives = textOf(typed, "/gives_back");
  return {
    name: textOf(typed, "/name"),
    api_version: textOf(typed, "/api_version"),
    kind: textOf(typed, "/kind"),
    namespace: textOf(typed, "/namespace"),
    node_label: textOf(typed, "/node_label"),
    min: numberIn(textOf(typed, "/min")),
    max: numberIn(textOf(typed, "/max")),
    boot_minutes: numberIn(textOf(typed, "/boot_minutes")),
    ...(gives === "" ? {} : { gives_back: gives === "yes" }),
  };
}

/** Space is typed in GiB. What is no number is sent as it was typed: the API refuses it at its field. */
export function poolOf(typed: FormData): NewStoragePool {
  const space = numberIn(textOf(typed, "/space_mib"));
  return {
    name: textOf(typed, "/name"),
    storage_class: textOf(typed, "/storage_class"),
    bandwidth_mbit: numberIn(textOf(typed, "/bandwidth_mbit")),
    space_mib: typeof space === "number" ? space * MIB_OF_A_GIB : space,
    retention_days: numberIn(textOf(typed, "/retention_days")),
  };
}

/** What is left empty is what Kubernetes publishes, and of a node what its kubelet says. */
export function thresholdsOf(typed: FormData): ThresholdsAsked {
  const of = (name: string) => numberOf(typed, `/thresholds/${name}`) ?? null;
  return {
    namespaces: of("namespaces"),
    services: of("services"),
    pods: of("pods"),
    pods_per_node: of("pods_per_node"),
  };
}

/** A box that is not ticked sends nothing: that is a no. */
export function sellsPackedIn(typed: FormData): boolean {
  return typed.has("/sells_packed");
}

/** Nothing is sent that no cluster can have. */
export function coverIn(typed: FormData): Cover {
  return COVERS.find((cover) => cover === textOf(typed, "/cover")) ?? "no";
}

/** None without a resource by which nodes offer them. */
export function interfacesOf(typed: FormData): InterfaceProfile | null {
  const of = (name: string) => textOf(typed, `/interfaces/${name}`);
  if (!of("resource")) return null;
  const annotation = { key: of("annotation/key"), value: of("annotation/value") };
  return {
    resource: of("resource"),
    isolation: of("isolation") === "security_group" ? "security_group" : "network_policy",
    ...(annotation.key || annotation.value ? { annotation } : {}),
  };
}
