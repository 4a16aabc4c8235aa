import { homeClient, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { TenantClustersChoice } from "../../api/schema.gen";

export function usePinClusters(tenant: string) {
  return useChange("pins", ({ etag, body }: { etag: string; body: TenantClustersChoice }) =>
    readVersioned(
      homeClient.PUT("/v1/tenants/{id}/clusters", {
        params: { path: { id: tenant }, header: { "If-Match": etag } },
        body,
      }),
    ),
  );
}
