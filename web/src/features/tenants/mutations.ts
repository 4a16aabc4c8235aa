// What changes an institution. Each form brings the version that it was opened with, or the key of its attempt.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import type { NewMember, NewTenant, TenantPatch } from "../../api/schema.gen";

export function useCreateTenant(idempotencyKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTenant) =>
      read(client.POST("/v1/tenants", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
}

export function useAddMember(idempotencyKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ tenant, body }: { tenant: string; body: NewMember }) =>
      read(
        client.POST("/v1/members", {
          params: { header: { "Idempotency-Key": idempotencyKey, "X-Tenant": tenant } },
          body,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenants", "members"] }),
  });
}

export function useAmendTenant(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, patch }: { etag: string; patch: TenantPatch }) =>
      readVersioned(
        client.PATCH("/v1/tenants/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
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
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, ...body }: QuotaChange) =>
      readVersioned(
        client.PUT("/v1/tenants/{id}/quota", { params: { path: { id }, header: { "If-Match": etag } }, body }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
}
