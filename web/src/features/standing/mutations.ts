// Suspending and resuming an institution: both are idempotent by state.
import { client, read } from "../../api/client";
import { useChange } from "../../api/queries";

export function useSetStanding(id: string, suspended: boolean) {
  const path = suspended ? "/v1/tenants/{id}/suspend" : "/v1/tenants/{id}/resume";
  return useChange("tenants", (reason: string) =>
    read(client.POST(path, { params: { path: { id } }, body: { reason } })),
  );
}
