// What the pages of orders ask.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, type Versioned, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { OrderSummary, OrderView } from "../../api/schema.gen";

export interface OrdersAsked {
  q?: string;
  phase?: string;
  kind?: string;
  region?: string;
  ready?: string;
  sort?: string;
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
