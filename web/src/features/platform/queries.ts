// What operators see across institutions.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { EventView, JobState, PlatformEventView } from "../../api/schema.gen";
import { aheadOf, ORDERS_PAGE } from "./asked";

const PAGE = 100;

export type PlatformOrderFilter = Asked<
  "list_platform_orders",
  "q" | "ready" | "phase" | "kind" | "region" | "reason" | "fix_by" | "tenant_id" | "cluster_id" | "sort"
>;

export function platformOrders(filter: PlatformOrderFilter) {
  return infiniteQueryOptions({
    queryKey: key("platform", "orders", filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...given({ ...filter, cursor: pageParam }), ...ORDERS_PAGE };
      return read(client.GET("/v1/platform/orders", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
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

/** The bells of the 18 hours from a moment on. */
export function bells(from: number) {
  const span = aheadOf(from);
  return queryOptions({
    queryKey: key("bells", "ahead", span),
    queryFn: ({ signal }) => read(client.GET("/v1/platform/bells", { params: { query: span }, signal })),
  });
}

export type EventFilter = Asked<"list_platform_events", "type" | "subject" | "actor" | "tenant_id" | "from" | "to">;

/** An event of anywhere; one of a partner's own feed names no institution. */
export type ToldEvent = Omit<EventView, "sequence"> & Pick<PlatformEventView, "tenant_id" | "tenant_name">;

/** The newest first: of all institutions for the platform, of its own for a partner. */
export function events({ tenant_id, ...filter }: EventFilter, ofAll: boolean) {
  return infiniteQueryOptions({
    queryKey: key("events", ofAll ? "all" : "own", { ...filter, tenant_id }),
    queryFn: ({ pageParam, signal }): Promise<EventsPage> => {
      const query = { ...given({ ...filter, before: pageParam }), limit: PAGE };
      if (!ofAll) return read(client.GET("/v1/events", { params: { query: { ...query, order: "newest" } }, signal }));
      return read(
        client.GET("/v1/platform/events", { params: { query: { ...query, ...given({ tenant_id }) } }, signal }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

interface EventsPage {
  items: ToldEvent[];
  next_cursor?: string | null;
}
