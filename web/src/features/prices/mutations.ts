// What changes plans, and which of them an institution is on.
import { client, read, readVersioned } from "../../api/client";
import { useChange } from "../../api/queries";
import type { Move, NewPlan, NewPlanVersion } from "../../api/schema.gen";

/** `tenant`: an institution that is not acted for. */
export function useMove(etag: string, tenant: string | undefined) {
  return useChange("prices", (body: Move) => {
    const header = { "If-Match": etag, ...(tenant ? { "X-Tenant": tenant } : {}) };
    return readVersioned(client.PUT("/v1/subscription", { params: { header }, body }));
  });
}

/** Cancelled for the end of the month, kept after all, or renewed. */
export function useEnding() {
  return useChange("prices", async (verb: "cancel" | "keep" | "renew") => {
    await read<unknown>(client.POST(`/v1/subscription/${verb}`));
  });
}

export function useCreatePlan(idempotencyKey: string) {
  return useChange("prices", (body: NewPlan) =>
    read(client.POST("/v1/plans", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
  );
}

export function useCreateVersion(plan: string, idempotencyKey: string) {
  return useChange("prices", (body: NewPlanVersion) =>
    read(
      client.POST("/v1/plans/{id}/versions", {
        params: { path: { id: plan }, header: { "Idempotency-Key": idempotencyKey } },
        body,
      }),
    ),
  );
}
