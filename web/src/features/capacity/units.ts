// Resources of clusters in the units that operators say: nodes, cores, GiB. Shares are of what is booked, so that rounding happens once, when shown.
import type { Resource } from "../../api/schema.gen";

export const RESOURCES = [
  "node_share",
  "cpu_milli",
  "memory_mib",
  "network_mbit",
  "pods",
  "interfaces",
] as const satisfies readonly Resource[];
export type Booked = (typeof RESOURCES)[number];

/** Of storage pools: what is short there is told beside what is short of nodes. */
export const STORAGE = ["storage_bandwidth_mbit", "storage_space_mib"] as const satisfies readonly Resource[];
export type Stored = (typeof STORAGE)[number];
export type Scarce = Booked | Stored;

/** What the heat table may be of. */
export const HEATED = [...RESOURCES, ...STORAGE] as const;

export function isStored(resource: Scarce): resource is Stored {
  return STORAGE.some((one) => one === resource);
}

const PER_UNIT: Record<Scarce, number> = {
  node_share: 1e9,
  cpu_milli: 1000,
  memory_mib: 1024,
  network_mbit: 1000,
  pods: 1,
  interfaces: 1,
  storage_bandwidth_mbit: 1,
  storage_space_mib: 1024,
};

/** To one decimal; whole from a hundred on. */
export function inUnits(resource: Scarce, amount: number): number {
  const units = amount / PER_UNIT[resource];
  return units >= 100 ? Math.round(units) : Math.round(units * 10) / 10;
}
