// Orders on their way between clusters, as operators see them.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { MoveState } from "../../api/schema.gen";

const PAGE = 50;

/** From or to a cluster, by their beginning. */
export function moves(cluster: string, state: MoveState | "") {
  return infiniteQueryOptions({
    queryKey: key("moves", "list", { cluster, state }),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/moves", {
          params: { query: { ...given({ cursor: pageParam, state }), cluster, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // What a move waits for passes by itself.
    refetchInterval: REFRESH_MS,
  });
}
