// What changes an institution. Each form brings the version that it was opened with, or the key of its attempt.
import { client, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { NewMember, NewTenant, TenantPatch } from "../../api/schema.gen";

export function useCreateTenant(idempotencyKey: string) {
  return useChange("tenants", (body: NewTenant) =>
    read(client.POST("/v1/tenants", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
  );
}

export function useAddMember(idempotencyKey: string) {
  return useChange(["tenants", "members"], ({ tenant, body }: { tenant: string; body: NewMember }) =>
    read(
      client.POST("/v1/members", {
        params: { header: { "Idempotency-Key": idempotencyKey, "X-Tenant": tenant } },
        body,
      }),
    ),
  );
}

export function useAmendTenant(id: string) {
  return useChange("tenants", ({ etag, patch }: { etag: string; patch: TenantPatch }) =>
    readVersioned(
      client.PATCH("/v1/tenants/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
    ),
  );
}

export interface QuotaChange {
  etag: string;
  rooms: number;
  seats: number;
  live_orders: number;
  rooms_per_order: number;
  reason: string;
}

export function usePutQuota(id: string) {
  return useChange("tenants", ({ etag, ...body }: QuotaChange) =>
    readVersioned(
      client.PUT("/v1/tenants/{id}/quota", { params: { path: { id }, header: { "If-Match": etag } }, body }),
    ),
  );
}
