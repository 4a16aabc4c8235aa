import { client, read } from "../../api/client";
import { useChange } from "../../api/queries";

/** Orders that one call looks at: as many as the service takes. */
const REBALANCED_AT_ONCE = 100;

export function useMoveOrder(order: string) {
  return useChange("moves", (cluster: string) =>
    read(
      client.POST("/v1/orders/{id}/move", {
        params: { path: { id: order } },
        body: { cluster_id: cluster || null },
      }),
    ),
  );
}

export function useCancelMove(id: string) {
  return useChange("moves", () => read(client.POST("/v1/moves/{id}/cancel", { params: { path: { id } } })));
}

export function useDrain(id: string, drain: boolean) {
  const path = drain ? "/v1/clusters/{id}/drain" : "/v1/clusters/{id}/drain/cancel";
  return useChange("clusters", () => read(client.POST(path, { params: { path: { id } } })));
}

export function useFailover(id: string) {
  return useChange("moves", (body: { dry_run: boolean; lessons_until: string }) =>
    read(client.POST("/v1/clusters/{id}/failover", { params: { path: { id } }, body: { ...body, force: false } })),
  );
}

export function useRebalance(id: string) {
  return useChange("moves", (body: { dry_run: boolean; after?: string }) =>
    read(
      client.POST("/v1/clusters/{id}/rebalance", {
        params: { path: { id } },
        body: { ...body, limit: REBALANCED_AT_ONCE },
      }),
    ),
  );
}

export function useAbandon(id: string) {
  return useChange("clusters", (reason: string) =>
    read(client.POST("/v1/clusters/{id}/abandon", { params: { path: { id } }, body: { reason } })),
  );
}
