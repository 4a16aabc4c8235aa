// What the pages of classrooms ask.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { ClassroomView } from "../../api/schema.gen";

export interface LessonBrief {
  id: string;
  title?: string | null;
  teachers: string[];
  starts_at: string;
  ends_at: string;
  starts_at_local: string;
  ends_at_local: string;
  state: "scheduled" | "warming" | "ready" | "live" | "ended" | "cancelled" | "missed";
}

export type Classroom = ClassroomView & {
  order_name?: string | null;
  live_lesson?: LessonBrief | null;
  next_lesson?: LessonBrief | null;
};

export interface ClassroomsAsked {
  order_id?: string;
}

export function classrooms(asked: ClassroomsAsked) {
  return infiniteQueryOptions({
    queryKey: key("classrooms", "list", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 200, ...given({ ...asked, cursor: pageParam }) };
      return read(client.GET("/v1/classrooms", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export function classroom(id: string) {
  return queryOptions({
    queryKey: key("classrooms", "get", { id }),
    queryFn: ({ signal }): Promise<Classroom> =>
      read(client.GET("/v1/classrooms/{id}", { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}
