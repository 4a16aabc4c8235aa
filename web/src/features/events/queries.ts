// The feed for people: the newest first.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

const PAGE = 100;

export interface EventsAsked {
  subject?: string | undefined;
  actor?: string | undefined;
}

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
