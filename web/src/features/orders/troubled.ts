// What the start page asks of orders, apart from what their own pages ask: those come with them, later.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { OrderSummary } from "../../api/schema.gen";
import { TROUBLED } from "./asked";

/** Orders in which something that is wanted is not there. */
export function troubledOrders() {
  return queryOptions({
    queryKey: key("orders", "troubled"),
    queryFn: async ({ signal }): Promise<OrderSummary[]> =>
      (await read(client.GET("/v1/orders", { params: { query: TROUBLED }, signal }))).items,
    refetchInterval: REFRESH_MS,
  });
}
