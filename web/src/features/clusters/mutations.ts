import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import type { AmendCluster, RegisterCluster } from "../../api/schema.gen";

export function useRegisterCluster(idempotencyKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RegisterCluster) =>
      read(client.POST("/v1/clusters", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["clusters"] }),
  });
}

export function useAmendCluster(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, patch }: { etag: string; patch: AmendCluster }) =>
      readVersioned(
        client.PATCH("/v1/clusters/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["clusters"] }),
  });
}

export function useCordon(id: string, cordon: boolean) {
  const queries = useQueryClient();
  const path = cordon ? "/v1/clusters/{id}/cordon" : "/v1/clusters/{id}/uncordon";
  return useMutation({
    mutationFn: () => read(client.POST(path, { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["clusters"] }),
  });
}

export function useRemoveCluster(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => read(client.DELETE("/v1/clusters/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["clusters", "list"] }),
  });
}
