// Each cluster now and at the bell: its state, its load, its rooms. Pure.
import type { ClusterCapacityView, ClusterView } from "../../api/schema.gen";
import type { Bell } from "./next-bell";

const SLOT_MS = 300_000;

export interface Load {
  cluster: ClusterView;
  /** What is booked of its nodes; undefined while it is not known. */
  now: number | undefined;
  atBell: number | undefined;
  limit: number | undefined;
  rooms: number;
  notReady: number;
  warming: number;
}

/** `capacity` by slots of five minutes, from the one that holds `now` to that of the bell. */
export function loadsOf(
  clusters: readonly ClusterView[],
  capacity: readonly ClusterCapacityView[],
  at: { now: number; bell: Bell | undefined },
): Load[] {
  return clusters.map((cluster) => {
    const booked = capacity.find((one) => one.cluster_id === cluster.id);
    const rung = at.bell?.clusters?.find((one) => one.cluster_id === cluster.id);
    const holding = (moment: number) => {
      const slot = Math.floor(moment / SLOT_MS) * SLOT_MS;
      return booked && (booked.steps.find((step) => Date.parse(step.at) === slot)?.booked ?? 0);
    };
    return {
      cluster,
      now: holding(at.now),
      atBell: at.bell && holding(Date.parse(at.bell.at)),
      limit: booked?.limit ?? undefined,
      rooms: rung?.rooms ?? 0,
      notReady: rung?.not_ready ?? 0,
      warming: rung ? rung.rooms - rung.ready - rung.not_ready : 0,
    };
  });
}
