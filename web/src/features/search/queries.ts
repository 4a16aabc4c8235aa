import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";

const SHOWN = 8;

export function search(q: string) {
  return queryOptions({
    queryKey: key("search", "list", { q }),
    queryFn: ({ signal }) => read(client.GET("/v1/search", { params: { query: { q, limit: SHOWN } }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
}
