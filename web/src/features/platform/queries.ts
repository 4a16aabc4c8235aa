// What operators see across institutions.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { JobState, OrderPhase } from "../../api/schema.gen";

const PAGE = 100;

export interface PlatformOrderFilter {
  ready?: "" | "true" | "false";
  phase?: "" | OrderPhase;
}

export function platformOrders(filter: PlatformOrderFilter) {
  const ready = filter.ready ? filter.ready === "true" : undefined;
  return infiniteQueryOptions({
    queryKey: key("platform", "orders", filter),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/platform/orders", {
          params: { query: { ...given({ phase: filter.phase, ready, cursor: pageParam }), limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function jobs(state: JobState) {
  return infiniteQueryOptions({
    queryKey: key("platform", "jobs", state),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/platform/jobs", {
          params: { query: { ...given({ cursor: pageParam }), state, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}
