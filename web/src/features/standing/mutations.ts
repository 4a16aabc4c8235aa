// What the platform decides about an institution: each verb is idempotent by state.
import { client, homeClient, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { NewGrant } from "../../api/schema.gen";

type Verb = "suspend" | "resume" | "exempt" | "chase" | "hold-purge" | "release-purge";

/** What the platform decides about an institution, with its reason. */
function useDecide(id: string, verb: Verb) {
  return useChange("tenants", (reason: string) =>
    read(client.POST(`/v1/tenants/{id}/${verb}`, { params: { path: { id } }, body: { reason } })),
  );
}

export const useSetStanding = (id: string, suspended: boolean) => useDecide(id, suspended ? "suspend" : "resume");
export const useSetExempt = (id: string, exempt: boolean) => useDecide(id, exempt ? "exempt" : "chase");
export const useHoldPurge = (id: string, hold: boolean) => useDecide(id, hold ? "hold-purge" : "release-purge");

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
