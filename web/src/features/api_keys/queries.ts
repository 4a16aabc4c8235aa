// Credentials of programs.
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
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
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, attempt }: { body: NewApiKey; attempt: string }) =>
      read(client.POST("/v1/api-keys", { params: { header: { "Idempotency-Key": attempt } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["api_keys"] }),
  });
}

export function useRevokeKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => read(client.DELETE("/v1/api-keys/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["api_keys"] }),
  });
}
