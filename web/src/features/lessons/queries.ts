// What the start page asks about lessons, and other pages too. What those alone ask is in later.ts, which comes with them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { Lesson, LessonState } from "./types";

export const PAGE = 200;
/** 20,000 lessons: a week of 400 classes. Beyond that a window was asked for that nobody reads. */
const PAGES_MAX = 100;

export interface Window {
  from: string;
  to: string;
  room?: string;
  teacher?: string;
  order_id?: string;
  state?: LessonState;
}

/** All lessons of a window, page by page. */
export function lessonsIn(window: Window) {
  return queryOptions({
    queryKey: key("lessons", "list", window),
    queryFn: ({ signal }): Promise<Lesson[]> => pagesOf(window, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export async function pagesOf(window: Window, signal: AbortSignal): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { from: window.from, to: window.to, limit: PAGE, ...given({ ...window, cursor }) };
    const answer = await read(client.GET("/v1/lessons", { params: { query }, signal }));
    lessons.push(...answer.items);
    if (!answer.next_cursor) break;
    cursor = answer.next_cursor;
  }
  return lessons;
}

/** How many lessons of a window stand how. */
export function lessonCount(window: { from: string; to: string }) {
  return queryOptions({
    queryKey: key("lessons", "summary", window),
    queryFn: async ({ signal }): Promise<number> => {
      const query = { ...window, by: "state" } as const;
      const answer = await read(client.GET("/v1/lessons/summary", { params: { query }, signal }));
      return answer.items.reduce((sum, item) => sum + item.lessons, 0);
    },
    refetchInterval: REFRESH_MS,
  });
}
