// On which clusters an institution's orders may be.
import { queryOptions } from "@tanstack/react-query";
import { homeClient, readVersioned } from "../../api/client";
import { key } from "../../api/queries";

export function clustersOf(tenant: string) {
  return queryOptions({
    queryKey: key("pins", "of-tenant", tenant),
    queryFn: ({ signal }) =>
      readVersioned(homeClient.GET("/v1/tenants/{id}/clusters", { params: { path: { id: tenant } }, signal })),
  });
}
