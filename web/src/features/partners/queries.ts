// Partners: who creates institutions of their own.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

const PAGE = 100;

export function partners() {
  return infiniteQueryOptions({
    queryKey: key("partners", "list"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/partners", { params: { query: { ...given({ cursor: pageParam }), limit: PAGE } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function partner(id: string) {
  return queryOptions({
    queryKey: key("partners", "get", id),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/partners/{id}", { params: { path: { id } }, signal })),
  });
}
