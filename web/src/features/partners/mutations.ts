import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import type { NewMember, NewPartner, PartnerPatch } from "../../api/schema.gen";

export function useCreatePartner(idempotencyKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPartner) =>
      read(client.POST("/v1/partners", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["partners"] }),
  });
}

export function useAmendPartner(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, patch }: { etag: string; patch: PartnerPatch }) =>
      readVersioned(
        client.PATCH("/v1/partners/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["partners"] }),
  });
}

export function useInviteToPartner(id: string, idempotencyKey: string) {
  return useMutation({
    mutationFn: (body: NewMember) =>
      read(
        client.POST("/v1/partners/{id}/members", {
          params: { path: { id }, header: { "Idempotency-Key": idempotencyKey } },
          body,
        }),
      ),
  });
}
