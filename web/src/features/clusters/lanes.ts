// Works of the service that are paused where a cluster is concerned. Pure, but for the clock that is given.
import type { Lanes, LanePause, WorkLane } from "../../api/schema.gen";

const HOUR_MS = 3_600_000;

/** For how long a work may be paused: the service takes no more than a day. */
export const HOURS = [1, 4, 12, 24] as const;

export interface PausedLane extends LanePause {
  lane: WorkLane;
}

/** Those on all clusters, and those on this one. */
export function pausedOn(cluster: string, lanes: Lanes): PausedLane[] {
  return lanes.items.flatMap(({ lane, pauses }) =>
    pauses.filter((one) => !one.cluster_id || one.cluster_id === cluster).map((one) => ({ ...one, lane })),
  );
}

/** A little before so many hours are over: the service's clock may be behind ours. */
export function endAfter(now: number, hours: number): string {
  return new Date(now + hours * HOUR_MS - HOUR_MS / 60).toISOString();
}
