import { client, read } from "../../api/client";
import { useChange } from "../../api/queries";
import type { NewImageRoll } from "../../api/schema.gen";

export function useCreateRoll(idempotencyKey: string) {
  return useChange("images", (body: NewImageRoll) =>
    read(client.POST("/v1/images/rolls", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
  );
}

export type RollVerb = "stop" | "resume" | "take-back";

export function useRollVerb(id: string) {
  return useChange("images", (verb: RollVerb) => {
    const init = { params: { path: { id } } };
    if (verb === "stop") return read(client.POST("/v1/images/rolls/{id}/stop", init));
    if (verb === "resume") return read(client.POST("/v1/images/rolls/{id}/resume", init));
    return read(client.POST("/v1/images/rolls/{id}/take-back", init));
  });
}
