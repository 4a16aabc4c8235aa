// What the forms of a node group and of a storage pool make of what was typed. Pure.
import type { NewNodeGroup, NewStoragePool } from "../../api/schema.gen";
import { numberIn, textOf } from "../../ui/fields";

const MIB_OF_A_GIB = 1024;

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
