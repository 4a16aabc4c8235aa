// A day's board: rows of classes or of teachers, and the bells of the whole day.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import type { BoardRow } from "../../api/schema.gen";
import { BOARD_FIRST, BOARD_PAGE } from "./asked";

export type { BoardRow };
export type BoardBy = "room" | "teacher";

interface Asked {
  date: string;
  by: BoardBy;
  q?: string;
  /** Of the first page. */
  limit?: number;
}

export function board({ date, by, q = "", limit = BOARD_FIRST }: Asked) {
  return infiniteQueryOptions({
    queryKey: key("lessons", "board", { date, by, q, limit }),
    queryFn: ({ pageParam, signal }) => {
      const query = { date, by, limit: pageParam === "" ? limit : BOARD_PAGE, ...given({ q, cursor: pageParam }) };
      return read(client.GET("/v1/lessons/board", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
