// The feed for people: the newest first.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

const PAGE = 100;

export type EventsAsked = Asked<"list_events", "type" | "subject" | "actor" | "from" | "to">;

export function newestEvents(asked: EventsAsked) {
  return infiniteQueryOptions({
    queryKey: key("events", "newest", asked),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/events", {
          params: { query: { order: "newest", limit: PAGE, ...given({ ...asked, before: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
