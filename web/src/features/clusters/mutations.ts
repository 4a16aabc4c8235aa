import { client, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type {
  AmendCluster,
  LanePauseRequest,
  NewCapacityChange,
  NewNodeGroup,
  NewStoragePool,
  RegisterCluster,
} from "../../api/schema.gen";
import type { PausedLane } from "./lanes";

export function useRegisterCluster(idempotencyKey: string) {
  return useChange("clusters", (body: RegisterCluster) =>
    read(client.POST("/v1/clusters", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
  );
}

export function useAmendCluster(id: string) {
  return useChange("clusters", ({ etag, patch }: { etag: string; patch: AmendCluster }) =>
    readVersioned(
      client.PATCH("/v1/clusters/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: patch }),
    ),
  );
}

export function useCordon(id: string, cordon: boolean) {
  const path = cordon ? "/v1/clusters/{id}/cordon" : "/v1/clusters/{id}/uncordon";
  return useChange("clusters", () => read(client.POST(path, { params: { path: { id } } })));
}

export function usePause(id: string, pause: boolean) {
  return useChange("clusters", (why: string) =>
    pause
      ? read(client.POST("/v1/clusters/{id}/pause", { params: { path: { id } }, body: { why } }))
      : read(client.POST("/v1/clusters/{id}/unpause", { params: { path: { id } } })),
  );
}

export function useCreateChange(id: string, attempt: string) {
  return useChange("clusters", (body: NewCapacityChange) =>
    read(
      client.POST("/v1/clusters/{id}/capacity-changes", {
        params: { path: { id }, header: { "Idempotency-Key": attempt } },
        body,
      }),
    ),
  );
}

export function useRemoveChange(id: string) {
  return useChange("clusters", (change: string) =>
    read(client.DELETE("/v1/clusters/{id}/capacity-changes/{change}", { params: { path: { id, change } } })),
  );
}

export function useCreateGroup(id: string, attempt: string) {
  return useChange("clusters", (body: NewNodeGroup) =>
    read(
      client.POST("/v1/clusters/{id}/node-groups", {
        params: { path: { id }, header: { "Idempotency-Key": attempt } },
        body,
      }),
    ),
  );
}

export function useCreatePool(id: string, attempt: string) {
  return useChange("clusters", (body: NewStoragePool) =>
    read(
      client.POST("/v1/clusters/{id}/storage-pools", {
        params: { path: { id }, header: { "Idempotency-Key": attempt } },
        body,
      }),
    ),
  );
}

export function usePauseLane() {
  return useChange("clusters", (body: LanePauseRequest) => read(client.POST("/v1/lanes/pause", { body })));
}

export function useUnpauseLane() {
  return useChange("clusters", ({ lane, cluster_id }: PausedLane) =>
    read(client.POST("/v1/lanes/unpause", { body: { lane, ...(cluster_id ? { cluster_id } : {}) } })),
  );
}

export function useRemoveGroup(id: string) {
  return useChange("clusters", (group: string) =>
    read(client.DELETE("/v1/clusters/{id}/node-groups/{group}", { params: { path: { id, group } } })),
  );
}

export function useOpenPool(id: string) {
  return useChange("clusters", async ({ pool, open }: { pool: string; open: boolean }) => {
    const path = { id, pool };
    // The list has no versions; what is changed here is not what somebody typed over something else.
    const { etag } = await readVersioned(client.GET("/v1/clusters/{id}/storage-pools/{pool}", { params: { path } }));
    const params = { path, header: { "If-Match": etag } };
    return read(client.PATCH("/v1/clusters/{id}/storage-pools/{pool}", { params, body: { open } }));
  });
}

export function useRemoveCluster(id: string) {
  return useChange(["clusters", "list"], () => read(client.DELETE("/v1/clusters/{id}", { params: { path: { id } } })));
}
