import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

export function sessions() {
  return infiniteQueryOptions({
    queryKey: key("sessions", "list"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/sessions", { params: { query: { ...given({ cursor: pageParam }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}
