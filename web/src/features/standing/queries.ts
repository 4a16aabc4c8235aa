// How an institution stands, for whoever looks after it.
import { queryOptions } from "@tanstack/react-query";
import { client, homeClient, read, readVersioned } from "../../api/client";
import { key } from "../../api/queries";

export function standingOf(id: string) {
  return queryOptions({
    queryKey: key("tenants", "standing", id),
    queryFn: ({ signal }) => read(client.GET("/v1/tenants/{id}/standing", { params: { path: { id } }, signal })),
  });
}

/** By whom its next invoices are issued. */
export function sellerOf(id: string) {
  return queryOptions({
    queryKey: key("tenants", "seller", id),
    queryFn: ({ signal }) =>
      readVersioned(homeClient.GET("/v1/tenants/{id}/seller", { params: { path: { id } }, signal })),
  });
}
