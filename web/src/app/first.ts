// What the first page will ask, as addresses: boot.ts asks before any of the code that asks is there. first.test.ts holds it against what the pages ask.
import { todayIn, windowOf, zoneOf } from "../api/days";
import type { Permission } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { addressOf } from "../api/typed";
import { operatorHours, spanOf } from "../features/bells/asked";
import { BY_ROOM } from "../features/lessons/asked";
import { LISTED, TROUBLED } from "../features/orders/asked";
import { aheadOf, ATTENTION, CLUSTERS_PAGE, ORDERS_PAGE, slotOf } from "../features/platform/asked";
import { BOARD, teaches } from "../features/today/asked";

const MINE_MAX = 200;

type Asked = [may: boolean, path: string, query: Record<string, unknown>];

/** A date, and the moments between which it is that date somewhere. */
export interface Day {
  date: string;
  window: { from: string; to: string };
}

/** Today where the reader is. Without Intl, whose first use keeps a slow phone from all else for a third of a second. */
export function dayHere(at: number): Day {
  const now = new Date(at);
  const midnight = (later: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + later).toISOString();
  const two = (part: number) => String(part).padStart(2, "0");
  return {
    date: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    window: { from: midnight(0), to: midnight(1) },
  };
}

/** Today where somebody's pages are. */
export function dayOf(me: Me, at: number): Day {
  const zone = zoneOf(me);
  const date = todayIn(zone, at);
  return { date, window: windowOf(date, zone) };
}

/** What a page asks whoever comes and whatever day it is. At a path without anything that was searched or chosen. */
export function askedAtOnce(path: string, at: number): string[] {
  const of: Record<string, [path: string, query: Record<string, unknown>][]> = {
    "/orders": [["/v1/orders", LISTED]],
    "/ops": [
      ["/v1/platform/bells", aheadOf(slotOf(at))],
      ["/v1/platform/orders", { ...ATTENTION, ...ORDERS_PAGE }],
      ["/v1/clusters", { limit: CLUSTERS_PAGE }],
    ],
  };
  return (of[path] ?? []).map(([to, query]) => addressOf(to, {}, query));
}

/** The rest, once it is known who comes. */
export function askedAtFirst(me: Me, path: string, day: Day): string[] {
  const asked = me.tenant ? bySchool(me, path, day) : byOperator(me, day);
  return asked.filter(([may]) => may).map(([, to, query]) => addressOf(to, {}, query));
}

const mayOf = (me: Me) => (permission: Permission) => me.permissions.includes(permission);

function bySchool(me: Me, path: string, { date, window }: Day): Asked[] {
  const may = mayOf(me);
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
  };
  return [bells, ...(of[path] ?? [])];
}

function byOperator(me: Me, { window }: Day): Asked[] {
  const sees = mayOf(me)("platform_orders:read");
  return [[sees, "/v1/platform/bells", spanOf(operatorHours(Date.parse(window.from)))]];
}
