// Suspending and resuming an institution: both are idempotent by state.
import { client, homeClient, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { NewGrant } from "../../api/schema.gen";

export function useSetStanding(id: string, suspended: boolean) {
  const path = suspended ? "/v1/tenants/{id}/suspend" : "/v1/tenants/{id}/resume";
  return useChange("tenants", (reason: string) =>
    read(client.POST(path, { params: { path: { id } }, body: { reason } })),
  );
}

export function useSetExempt(id: string, exempt: boolean) {
  const path = exempt ? "/v1/tenants/{id}/exempt" : "/v1/tenants/{id}/chase";
  return useChange("tenants", (reason: string) =>
    read(client.POST(path, { params: { path: { id } }, body: { reason } })),
  );
}

export function useHoldPurge(id: string, hold: boolean) {
  const path = hold ? "/v1/tenants/{id}/hold-purge" : "/v1/tenants/{id}/release-purge";
  return useChange("tenants", (reason: string) =>
    read(client.POST(path, { params: { path: { id } }, body: { reason } })),
  );
}

export function useGrantCredit() {
  return useChange("tenants", ({ attempt, body }: { attempt: string; body: NewGrant }) =>
    read(client.POST("/v1/platform/credits", { params: { header: { "Idempotency-Key": attempt } }, body })),
  );
}

/** Null: the oldest. */
export function useChooseSeller(id: string) {
  return useChange("tenants", ({ etag, seller }: { etag: string; seller: string | null }) =>
    readVersioned(
      homeClient.PUT("/v1/tenants/{id}/seller", {
        params: { path: { id }, header: { "If-Match": etag } },
        body: { legal_entity_id: seller },
      }),
    ),
  );
}
