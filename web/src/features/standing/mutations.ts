// Suspending and resuming an institution: both are idempotent by state.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read } from "../../api/client";

export function useSetStanding(id: string, suspended: boolean) {
  const queries = useQueryClient();
  const path = suspended ? "/v1/tenants/{id}/suspend" : "/v1/tenants/{id}/resume";
  return useMutation({
    mutationFn: (reason: string) => read(client.POST(path, { params: { path: { id } }, body: { reason } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
}
