// The questions of a day's board, asked before it is drawn, as in today/first.ts.
import type { QueryClient } from "@tanstack/react-query";
import { todayIn, zoneOf } from "../../api/days";
import { can } from "../../api/permissions";
import type { Me } from "../../api/schema.gen";
import { schoolBells } from "../bells/queries";
import { BY_ROOM } from "./asked";
import { board } from "./board";

export function askDay(queries: QueryClient, me: Me, at: number): Promise<unknown> {
  if (!can(me, "lessons:read")) return Promise.resolve();
  const zone = zoneOf(me);
  const date = todayIn(zone, at);
  return Promise.all([
    queries.prefetchQuery(schoolBells(date, zone)),
    queries.prefetchInfiniteQuery(board({ date, ...BY_ROOM })),
  ]);
}
