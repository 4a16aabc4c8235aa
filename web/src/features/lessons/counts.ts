// How all lessons of a day stand, where not all of them are loaded: the service counts them, bell by bell.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { windowOf } from "../../api/days";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { BellSummary } from "../../api/schema.gen";
import { clockOf, STATES, type Tally } from "./day";

export function dayCounts(date: string, zone: string) {
  const query = { ...windowOf(date, zone), by: "bell" as const };
  return queryOptions({
    queryKey: key("lessons", "counts", query),
    queryFn: async ({ signal }): Promise<BellSummary[]> => {
      const summary = await read(client.GET("/v1/lessons/summary", { params: { query }, signal }));
      return summary.by === "bell" ? summary.items : [];
    },
    refetchInterval: REFRESH_MS,
  });
}

/** States that none is in are left out. */
export function add(a: Tally, b: Tally): Tally {
  const sum: Tally = { ...a };
  for (const state of STATES) if (b[state]) sum[state] = (sum[state] ?? 0) + b[state];
  return sum;
}

/** By the clock of the bell. As of single lessons: what is still coming up when its bell has rung is not ready. */
export function talliesByBell(bells: readonly BellSummary[], now: number): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { at, at_local, states } of bells) {
    const { warming, ...rest } = states;
    const rung = Date.parse(at) <= now;
    const tally = rung ? { ...rest, missed: rest.missed + warming } : { ...rest, warming };
    const clock = clockOf(at_local);
    tallies.set(clock, add(tallies.get(clock) ?? {}, tally));
  }
  return tallies;
}
