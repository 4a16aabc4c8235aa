// What an institution changes of its billing.
import { client, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { BillingProfile } from "../../api/schema.gen";

export function useSetProfile() {
  return useChange(["billing", "profile"], ({ etag, body }: { etag: string; body: BillingProfile }) =>
    readVersioned(client.PUT("/v1/billing/profile", { params: { header: { "If-Match": etag } }, body })),
  );
}
