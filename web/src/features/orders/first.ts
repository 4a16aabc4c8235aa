// The questions of the list of orders, asked before it is drawn, as in today/first.ts.
import type { QueryClient } from "@tanstack/react-query";
import { todayIn, zoneOf } from "../../api/days";
import { can } from "../../api/permissions";
import type { Me } from "../../api/schema.gen";
import { schoolBells } from "../bells/queries";
import { orders } from "./queries";

/** As the page asks where its address says nothing. */
const AT_REST = { q: "", sort: "attention", phase: "", kind: "", region: "", ready: "", count: true } as const;

export function askOrders(queries: QueryClient, me: Me, at: number): Promise<unknown> {
  const zone = zoneOf(me);
  return Promise.all([
    can(me, "lessons:read") && queries.prefetchQuery(schoolBells(todayIn(zone, at), zone)),
    can(me, "orders:read") && queries.prefetchInfiniteQuery(orders(AT_REST)),
  ]);
}
