// What pages of lessons ask that come after the start page: one of them, those of an order, a room or a teacher.
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { now } from "../../api/clock";
import { addDays } from "../../api/days";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import { PAGE, pagesOf, type Window } from "./queries";
import type { Lesson } from "./types";

/** So many teachers of one lesson are looked after: a lesson may name 50. */
const TEACHERS_MAX = 5;

/** What some teachers teach in a window, wherever it is. */
export function lessonsOfTeachers(window: { from: string; to: string }, teachers: readonly string[]) {
  const asked = teachers.slice(0, TEACHERS_MAX);
  return queryOptions({
    queryKey: key("lessons", "teachers", { ...window, asked }),
    queryFn: async ({ signal }): Promise<Lesson[]> =>
      (await Promise.all(asked.map((teacher) => pagesOf({ ...window, teacher }, signal)))).flat(),
    enabled: asked.length > 0,
  });
}

/** Lessons of an order, a page at a time. */
export function lessonPages(window: Window) {
  return infiniteQueryOptions({
    queryKey: key("lessons", "pages", window),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/lessons", {
          params: {
            query: { from: window.from, to: window.to, limit: PAGE, ...given({ ...window, cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function lesson(id: string) {
  return queryOptions({
    queryKey: key("lessons", "get", id),
    queryFn: ({ signal }): Promise<Lesson> =>
      read(client.GET("/v1/lessons/{id}", { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** The next lesson of an order, whose term ends on a day; none where that is over. */
export function firstLesson(order: string, lastDay: string) {
  return queryOptions({
    queryKey: key("lessons", "first", { order, lastDay }),
    queryFn: async ({ signal }): Promise<Lesson | null> => {
      // A lesson over midnight, in whatever zone.
      const to = `${addDays(lastDay, 2)}T00:00:00Z`;
      const query = { from: new Date(now()).toISOString(), to, order_id: order, limit: 1 };
      return (await read(client.GET("/v1/lessons", { params: { query }, signal }))).items[0] ?? null;
    },
  });
}

/** Lessons of an order that run at this moment. */
export function runningLessons(order: string) {
  return queryOptions({
    queryKey: key("lessons", "running", order),
    queryFn: async ({ signal }): Promise<Lesson[]> => {
      const at = now();
      const query = {
        from: new Date(at).toISOString(),
        to: new Date(at + 1000).toISOString(),
        order_id: order,
        limit: PAGE,
      };
      return (await read(client.GET("/v1/lessons", { params: { query }, signal }))).items;
    },
    staleTime: 0,
  });
}

const WEEK_MS = 7 * 86_400_000;

/** Lessons of a room in the next seven days, the running one included. */
export function lessonsOfRoom(room: string) {
  return queryOptions({
    queryKey: key("lessons", "room", room),
    queryFn: async ({ signal }): Promise<Lesson[]> => {
      const at = now();
      const query = { from: new Date(at).toISOString(), to: new Date(at + WEEK_MS).toISOString(), room, limit: PAGE };
      return (await read(client.GET("/v1/lessons", { params: { query }, signal }))).items;
    },
    refetchInterval: REFRESH_MS,
  });
}

/** One of them is another now: it stands in the pages of its order and its room too. */
export function lessonsChanged(queries: QueryClient): void {
  for (const feature of ["lessons", "orders", "classrooms"]) void queries.invalidateQueries({ queryKey: [feature] });
}
