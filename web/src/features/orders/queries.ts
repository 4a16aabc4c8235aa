// What the pages of orders ask.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, type Versioned, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { EventView, OrderSummary, OrderView } from "../../api/schema.gen";

export interface OrdersAsked {
  phase?: string;
  kind?: string;
  region?: string;
  ready?: string;
}

const PAGE = 200;
/** Of those that are not ready, so many are looked through for the ones that need somebody. */
const TROUBLED_MAX = 50;

export function orders(asked: OrdersAsked) {
  return infiniteQueryOptions({
    queryKey: key("orders", "list", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...given({ ...asked, cursor: pageParam }) } as unknown as Record<string, never>;
      return read(client.GET("/v1/orders", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** Orders in which something that is wanted is not there. */
export function troubledOrders() {
  return queryOptions({
    queryKey: key("orders", "troubled"),
    queryFn: async ({ signal }): Promise<OrderSummary[]> =>
      (await read(client.GET("/v1/orders", { params: { query: { ready: false, limit: TROUBLED_MAX } }, signal })))
        .items,
    refetchInterval: REFRESH_MS,
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

/** So many pages of events are read to find the newest. */
const EVENT_PAGES_MAX = 10;

/** What happened to an order, the newest first. */
export function orderEvents(id: string) {
  return queryOptions({
    queryKey: key("orders", "events", { id }),
    queryFn: async ({ signal }): Promise<EventView[]> => {
      const events: EventView[] = [];
      let after: string | undefined;
      for (let page = 0; page < EVENT_PAGES_MAX; page += 1) {
        const query = { limit: PAGE, ...given({ after }) };
        const answer = await read(client.GET("/v1/orders/{id}/events", { params: { path: { id }, query }, signal }));
        events.push(...answer.items);
        if (answer.items.length < PAGE) break;
        after = answer.next_cursor ?? undefined;
      }
      return events.reverse();
    },
    refetchInterval: REFRESH_MS,
  });
}
