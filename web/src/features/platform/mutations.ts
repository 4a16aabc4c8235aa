import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import type { JobView } from "../../api/schema.gen";

/** A dead job is tried again with all of its attempts; one that waits is due now. */
export function useRunJob() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: JobView) => read(client.POST("/v1/platform/jobs/{id}/run", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["platform", "jobs"] }),
  });
}
