// Credentials of programs.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key, useChange } from "../../api/queries";
import type { NewApiKey } from "../../api/schema.gen";

export function apiKeys() {
  return infiniteQueryOptions({
    queryKey: key("api_keys", "list"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/api-keys", { params: { query: { ...given({ cursor: pageParam }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useMakeKey() {
  return useChange("api_keys", ({ body, attempt }: { body: NewApiKey; attempt: string }) =>
    read(client.POST("/v1/api-keys", { params: { header: { "Idempotency-Key": attempt } }, body })),
  );
}

export function useRevokeKey() {
  return useChange("api_keys", (id: string) => read(client.DELETE("/v1/api-keys/{id}", { params: { path: { id } } })));
}
