// The questions of the next bell, asked before it is drawn, as in today/first.ts.
import type { QueryClient } from "@tanstack/react-query";
import { todayIn, zoneOf } from "../../api/days";
import { can } from "../../api/permissions";
import type { Me } from "../../api/schema.gen";
import { operatorBells } from "../bells/queries";
import { clusters } from "../clusters/queries";
import { ATTENTION, slotOf } from "./asked";
import { bells, platformOrders } from "./queries";

export function askOps(queries: QueryClient, me: Me, at: number): Promise<unknown> {
  if (!can(me, "platform_orders:read")) return Promise.resolve();
  const zone = zoneOf(me);
  return Promise.all([
    queries.prefetchQuery(operatorBells(todayIn(zone, at), zone)),
    queries.prefetchQuery(bells(slotOf(at))),
    queries.prefetchInfiniteQuery(platformOrders(ATTENTION)),
    queries.prefetchInfiniteQuery(clusters()),
  ]);
}
