// The teachers whom timetables in force name.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";

const PAGE = 200;

export function teachers(q: string) {
  return infiniteQueryOptions({
    queryKey: key("lessons", "teachers", { q }),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...given({ q, cursor: pageParam }) };
      return read(client.GET("/v1/teachers", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
