// The teachers whom timetables in force name.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { ask } from "../../api/unlisted";

export interface Teacher {
  name: string;
  lessons_per_week?: number | null;
}

export function teachers(q: string) {
  return infiniteQueryOptions({
    queryKey: key("lessons", "teachers", { q }),
    queryFn: ({ pageParam, signal }) =>
      read(
        ask<{ items: Teacher[]; next_cursor?: string | null }>(
          "/v1/teachers",
          { limit: 200, ...given({ q, cursor: pageParam }) },
          signal,
        ),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
