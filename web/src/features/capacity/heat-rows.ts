// A row of the heat table: a cluster, or a storage pool. Pure.
import type { ClusterCapacityView, PoolCapacityView } from "../../api/schema.gen";
import { type Column, type Full, fullestIn } from "./cells";

export interface HeatRow {
  /** Of the cluster, or of the pool. */
  id: string;
  /** The cluster, or the one that the pool is of. */
  cluster: string;
  name: string;
  /** What may be booked in these columns, as it is foreseen. Empty where it is not limited. */
  limits: readonly number[];
  /** In the order of the columns; nothing is booked where there is none. */
  cells: readonly (Full | undefined)[];
}

export function clusterRow(columns: readonly Column[], of: ClusterCapacityView): HeatRow {
  const { cluster_id, name, limits, fullest } = of;
  return {
    id: cluster_id,
    cluster: cluster_id,
    name,
    limits: limits.map(({ limit }) => limit),
    cells: fullestIn(columns, fullest),
  };
}

export function poolRow(columns: readonly Column[], of: PoolCapacityView): HeatRow {
  const { pool_id, cluster_id, cluster_name, name, limit, fullest } = of;
  return {
    id: pool_id,
    cluster: cluster_id,
    name: `${cluster_name} / ${name}`,
    limits: [limit],
    cells: fullestIn(columns, fullest),
  };
}
