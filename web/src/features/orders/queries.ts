// What the pages of orders ask.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, type Versioned, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS, refreshPages } from "../../api/refresh";
import type { EventView, GenerationSummary, OrderView } from "../../api/schema.gen";
import { PAGE } from "./asked";

export type OrdersAsked = Asked<"list_orders", "q" | "phase" | "kind" | "region" | "ready" | "sort" | "count">;

const EVENTS = 100;

export function orders(asked: OrdersAsked) {
  return infiniteQueryOptions({
    queryKey: key("orders", "list", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...given({ ...asked, cursor: pageParam }) };
      return read(client.GET("/v1/orders", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: refreshPages,
    placeholderData: keepPreviousData,
  });
}

export function order(id: string) {
  return queryOptions({
    queryKey: key("orders", "get", { id }),
    queryFn: ({ signal }): Promise<Versioned<OrderView>> =>
      readVersioned(client.GET("/v1/orders/{id}", { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** So many pages of an order's own events are read to find the newest. */
const EVENT_PAGES_MAX = 10;

/** What happened to an order, the newest first. Who may not read the institution's events reads those of the order as a whole. */
export function orderEvents(id: string, mayReadAll: boolean) {
  return infiniteQueryOptions({
    queryKey: key("orders", "events", { id, mayReadAll }),
    queryFn: ({ pageParam, signal }): Promise<EventsPage> => {
      if (!mayReadAll) return ownEvents(id, signal);
      const query = { order: "newest", subject: id, limit: EVENTS, ...given({ before: pageParam }) } as const;
      return read(client.GET("/v1/events", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });
}

interface EventsPage {
  items: EventView[];
  next_cursor?: string | null;
}

async function ownEvents(id: string, signal: AbortSignal): Promise<EventsPage> {
  const events: EventView[] = [];
  let after: string | undefined;
  for (let page = 0; page < EVENT_PAGES_MAX; page += 1) {
    const query = { limit: PAGE, ...given({ after }) };
    const answer = await read(client.GET("/v1/orders/{id}/events", { params: { path: { id }, query }, signal }));
    events.push(...answer.items);
    if (answer.items.length < PAGE) break;
    after = answer.next_cursor ?? undefined;
  }
  return { items: events.reverse() };
}

export function generations(id: string) {
  return queryOptions({
    queryKey: key("orders", "generations", { id }),
    queryFn: async ({ signal }): Promise<GenerationSummary[]> => {
      const params = { path: { id }, query: { limit: PAGE } };
      return (await read(client.GET("/v1/orders/{id}/generations", { params, signal }))).items;
    },
  });
}

export function generation(id: string, number: number) {
  return queryOptions({
    queryKey: key("orders", "generation", { id, number }),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/orders/{id}/generations/{number}", { params: { path: { id, number } }, signal })),
    staleTime: Infinity,
  });
}
