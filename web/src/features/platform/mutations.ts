import { client, read } from "../../api/client";
import { useChange } from "../../api/queries";
import type { JobView } from "../../api/schema.gen";

/** A dead job is tried again with all of its attempts; one that waits is due now. */
export function useRunJob() {
  return useChange(["platform", "jobs"], ({ id }: JobView) =>
    read(client.POST("/v1/platform/jobs/{id}/run", { params: { path: { id } } })),
  );
}

/** Holds all that is written for an order, or lets it go on. */
export function usePauseOrder(id: string, pause: boolean) {
  return useChange("platform", (why: string) =>
    pause
      ? read(client.POST("/v1/orders/{id}/pause", { params: { path: { id } }, body: { why } }))
      : read(client.POST("/v1/orders/{id}/unpause", { params: { path: { id } } })),
  );
}
