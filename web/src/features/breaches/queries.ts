// Rooms that were not ready when they had to be.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

const PAGE = 20;

/** The latest first: of one order, or those that were credited. */
export function breaches(asked: { order_id?: string; found?: "broken" }) {
  return infiniteQueryOptions({
    queryKey: key("billing", "breaches", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, ...given({ cursor: pageParam }), limit: PAGE };
      return read(client.GET("/v1/breaches", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}
