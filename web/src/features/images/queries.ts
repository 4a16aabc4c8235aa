// Rolls of the room image: how a new one goes from order to order.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";

/** The newest: the one that goes on, or the one that was last. */
export function lastRoll() {
  return queryOptions({
    queryKey: key("images", "last-roll"),
    queryFn: async ({ signal }) => {
      const page = await read(client.GET("/v1/images/rolls", { params: { query: { limit: 1 } }, signal }));
      return page.items[0] ?? null;
    },
    // Events tell of its turns, and none of every order.
    refetchInterval: REFRESH_MS,
  });
}
