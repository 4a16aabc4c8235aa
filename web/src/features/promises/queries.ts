// Orders that no longer fit on their cluster, and how what was promised was kept.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";

const PAGE = 50;

export function promises(filter: { cluster?: string } = {}) {
  return infiniteQueryOptions({
    queryKey: key("promises", "list", filter),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/promises", {
          params: { query: { ...given({ cursor: pageParam, cluster: filter.cluster }), at_risk: true, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // Events tell what is new; only the minutes to a bell pass by themselves.
    refetchInterval: REFRESH_MS,
  });
}

/** Of the institution: twelve weeks. */
export function ledger() {
  return queryOptions({
    queryKey: key("promises", "ledger"),
    queryFn: ({ signal }) => read(client.GET("/v1/promises/ledger", { signal })),
  });
}

/** Of all institutions, by cluster. */
export function platformLedger(cluster: string) {
  return queryOptions({
    queryKey: key("promises", "platform-ledger", cluster),
    queryFn: ({ signal }) =>
      read(
        client.GET("/v1/platform/promises/ledger", {
          params: { query: given({ cluster_id: cluster || undefined }) },
          signal,
        }),
      ),
  });
}
