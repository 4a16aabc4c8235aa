// What the first page will ask, as addresses: boot.ts asks before any of the code that asks is there. first.test.ts holds it against what the pages ask.
import { todayIn, windowOf, zoneOf } from "../api/days";
import type { Permission } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { addressOf } from "../api/typed";
import { operatorSpan, spanOf } from "../features/bells/asked";
import { BY_ROOM } from "../features/lessons/asked";
import { LISTED, TROUBLED } from "../features/orders/asked";
import { aheadOf, ATTENTION, CLUSTERS_PAGE, ORDERS_PAGE, slotOf } from "../features/platform/asked";
import { BOARD, teaches } from "../features/today/asked";

const MINE_MAX = 200;

type Asked = [may: boolean, path: string, query: Record<string, unknown>];

/** At a path without anything that was searched or chosen. */
export function askedAtFirst(me: Me, path: string, at: number): string[] {
  const zone = zoneOf(me);
  const date = todayIn(zone, at);
  const asked = me.tenant ? bySchool(me, path, date, zone) : byOperator(me, path, date, zone, at);
  return asked.filter(([may]) => may).map(([, to, query]) => addressOf(to, {}, query));
}

const mayOf = (me: Me) => (permission: Permission) => me.permissions.includes(permission);

function bySchool(me: Me, path: string, date: string, zone: string): Asked[] {
  const may = mayOf(me);
  const window = windowOf(date, zone);
  const bells: Asked = [may("lessons:read"), "/v1/lessons/summary", { ...window, by: "bell" }];
  const of: Record<string, Asked[]> = {
    "/": [
      [teaches(me), "/v1/lessons", { ...window, limit: MINE_MAX, teacher: "me" }],
      [may("orders:read"), "/v1/orders", TROUBLED],
      [may("lessons:read"), "/v1/lessons/board", { date, ...BOARD }],
      [may("lessons:read"), "/v1/lessons/summary", { ...window, by: "state" }],
      [may("usage:read"), "/v1/usage/quota", {}],
    ],
    "/day": [[may("lessons:read"), "/v1/lessons/board", { date, ...BY_ROOM }]],
    "/orders": [[may("orders:read"), "/v1/orders", LISTED]],
  };
  return [bells, ...(of[path] ?? [])];
}

function byOperator(me: Me, path: string, date: string, zone: string, at: number): Asked[] {
  const may = mayOf(me);
  const sees = may("platform_orders:read");
  const bells: Asked = [sees, "/v1/platform/bells", spanOf(operatorSpan(date, zone))];
  const next: Asked[] = [
    [sees, "/v1/platform/bells", aheadOf(slotOf(at))],
    [sees, "/v1/platform/orders", { ...ATTENTION, ...ORDERS_PAGE }],
    [sees, "/v1/clusters", { limit: CLUSTERS_PAGE }],
  ];
  return [bells, ...(path === "/ops" ? next : [])];
}
