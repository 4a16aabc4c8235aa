// Addresses under which calendar programs read lessons.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key, useChange } from "../../api/queries";
import type { NewSubscription } from "../../api/schema.gen";

export function subscriptions() {
  return queryOptions({
    queryKey: key("subscriptions", "list"),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/subscriptions", { params: { query: { limit: 200 } }, signal })).then((page) => page.items),
  });
}

export function useSubscribe() {
  return useChange("subscriptions", ({ body, attempt }: { body: NewSubscription; attempt: string }) =>
    read(client.POST("/v1/subscriptions", { params: { header: { "Idempotency-Key": attempt } }, body })),
  );
}

export function useRevoke() {
  return useChange("subscriptions", (id: string) =>
    read(client.DELETE("/v1/subscriptions/{id}", { params: { path: { id } } })),
  );
}
