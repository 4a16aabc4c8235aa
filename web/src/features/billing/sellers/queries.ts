// Who sells: what invoices say of it, and how they are issued. It is the platform's own: nobody is acted for.
import { queryOptions } from "@tanstack/react-query";
import { homeClient, readVersioned } from "../../../api/client";
import { key, useChange } from "../../../api/queries";
import type { NewLegalEntity } from "../../../api/schema.gen";

/** The first writes invoices. All of them are one thing to edit. */
export function sellers() {
  return queryOptions({
    queryKey: key("billing", "sellers"),
    queryFn: ({ signal }) => readVersioned(homeClient.GET("/v1/platform/legal-entities", { signal })),
  });
}

export function useSetSeller() {
  return useChange(["billing", "sellers"], ({ etag, body }: { etag: string; body: NewLegalEntity }) =>
    readVersioned(homeClient.PUT("/v1/platform/legal-entities", { params: { header: { "If-Match": etag } }, body })),
  );
}
