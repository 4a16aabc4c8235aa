// A day's board as the pages show it: what the API said, page by page, set against the clock.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "../../api/clock";
import { BOARD_FIRST } from "./asked";
import { type BoardBy, type BoardRow, board } from "./board";
import { type Column, cellsOf, columnsOf } from "./day";
import type { Lesson } from "./types";

const MINUTE_MS = 60_000;

export function useDay(date: string, by: BoardBy, q = "", limit = BOARD_FIRST, enabled = true) {
  const now = useNow(MINUTE_MS);
  const query = useInfiniteQuery({ ...board({ date, by, q, limit }), enabled });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const periods = query.data?.pages[0]?.periods;
  const columns = useMemo(() => columnsOf(periods ?? [], now), [periods, now]);
  return { query, now, rows, columns };
}

/** The bell that stands out: the one that is next or running, or the day's last. */
export function nearBell(columns: readonly Column[]): Column | undefined {
  return columns.find((column) => column.place === "hot") ?? columns.at(-1);
}

/** The rows that have a lesson at a bell, with it. */
export function atBell(rows: readonly BoardRow[], bell: Column | undefined): { row: BoardRow; lesson: Lesson }[] {
  if (!bell) return [];
  return rows.flatMap((row) => (cellsOf(row.lessons).get(bell.key) ?? []).map((lesson) => ({ row, lesson })));
}
