import { useMutation } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { NewMember, NewPartner, PartnerPatch } from "../../api/schema.gen";

export function useCreatePartner(idempotencyKey: string) {
  return useChange("partners", (body: NewPartner) =>
    read(client.POST("/v1/partners", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
  );
}

export function useAmendPartner(id: string) {
  return useChange("partners", ({ etag, patch }: { etag: string; patch: PartnerPatch }) =>
    readVersioned(
      client.PATCH("/v1/partners/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
    ),
  );
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
