// How an institution stands, for whoever looks after it.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";

export function standingOf(id: string) {
  return queryOptions({
    queryKey: key("tenants", "standing", id),
    queryFn: ({ signal }) => read(client.GET("/v1/tenants/{id}/standing", { params: { path: { id } }, signal })),
  });
}
