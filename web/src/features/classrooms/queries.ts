// What the pages of classrooms ask.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS, refreshPages } from "../../api/refresh";
import type { ClassroomView } from "../../api/schema.gen";

export type Classroom = ClassroomView;
export type ClassroomsAsked = Asked<"list_classrooms", "q" | "state" | "sort" | "order_id" | "limit" | "count">;

const PAGE = 200;

export function classrooms(asked: ClassroomsAsked) {
  return infiniteQueryOptions({
    queryKey: key("classrooms", "list", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...given({ ...asked, cursor: pageParam }) };
      return read(client.GET("/v1/classrooms", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: refreshPages,
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

/** Those that are there and have this key: a class may have a room in more than one order. */
export function classroomsCalled(room: string) {
  return queryOptions({
    queryKey: key("classrooms", "called", { room }),
    queryFn: async ({ signal }): Promise<Classroom[]> => {
      const query = { key: room, limit: PAGE };
      const { items } = await read(client.GET("/v1/classrooms", { params: { query }, signal }));
      return items.filter((one) => !one.removed_at);
    },
  });
}
