// A day's board: rows of classes or of teachers, and the bells of the whole day.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { windowOf } from "../../api/days";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import { type Period, periodsOf } from "./day";
import type { Lesson } from "./types";

export type BoardBy = "room" | "teacher";

export interface BoardRow {
  key: string;
  name?: string | null;
  order_id?: string | null;
  classroom_id?: string | null;
  lessons: Lesson[];
}

export interface Board {
  date: string;
  time_zone: string;
  periods: Period[];
  items: BoardRow[];
  next_cursor?: string | null;
}

interface Asked {
  date: string;
  zone: string;
  by: BoardBy;
  q?: string;
  limit?: number;
}

export function board({ date, zone, by, q = "", limit = 200 }: Asked) {
  return infiniteQueryOptions({
    queryKey: key("lessons", "board", { date, by, q, limit }),
    queryFn: async ({ signal }): Promise<Board> => {
      const lessons: Lesson[] = [];
      let cursor: string | undefined;
      do {
        const query = { ...windowOf(date, zone), limit: 200, ...(cursor ? { cursor } : {}) };
        const page = await read(client.GET("/v1/lessons", { params: { query }, signal }));
        lessons.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      const rows = new Map<string, BoardRow>();
      for (const lesson of lessons)
        for (const name of by === "room" ? [lesson.room] : lesson.teachers) {
          const row = rows.get(name) ?? { key: name, lessons: [] };
          row.lessons.push(lesson);
          rows.set(name, row);
        }
      const items = [...rows.values()]
        .filter((row) => row.key.includes(q))
        .sort((a, b) => a.key.localeCompare(b.key, undefined, { numeric: true }));
      return { date, time_zone: zone, periods: periodsOf(lessons), items, next_cursor: null };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
