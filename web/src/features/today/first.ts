// The start page's questions, asked before it is drawn: most of their answers are there by then (boot.ts), and the page is drawn once, with them.
import type { QueryClient } from "@tanstack/react-query";
import { todayIn, windowOf, zoneOf } from "../../api/days";
import { can } from "../../api/permissions";
import type { Me } from "../../api/schema.gen";
import { schoolBells } from "../bells/queries";
import { board } from "../lessons/board";
import { lessonCount, lessonsIn } from "../lessons/queries";
import { troubledOrders } from "../orders/troubled";
import { quotaUsage } from "../usage/queries";
import { BOARD, teaches } from "./asked";

/** Resolves when all of them are answered, or refused: the page says which. */
export function askToday(queries: QueryClient, me: Me, at: number): Promise<unknown> {
  const zone = zoneOf(me);
  const date = todayIn(zone, at);
  const window = windowOf(date, zone);
  const asked: Promise<unknown>[] = [];
  // What stands in its head for whoever may not order comes with the answers: it would push its neighbours aside.
  if (!can(me, "orders:create")) asked.push(import("../me/MayNot").catch(() => undefined));
  if (can(me, "lessons:read")) {
    asked.push(queries.prefetchInfiniteQuery(board({ date, ...BOARD })));
    asked.push(queries.prefetchQuery(lessonCount(window)), queries.prefetchQuery(schoolBells(date, zone)));
  }
  if (teaches(me)) asked.push(queries.prefetchQuery(lessonsIn({ ...window, teacher: "me" })));
  if (can(me, "orders:read")) asked.push(queries.prefetchQuery(troubledOrders()));
  if (can(me, "usage:read")) asked.push(queries.prefetchQuery(quotaUsage()));
  return Promise.all(asked);
}
