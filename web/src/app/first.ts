// What the first page will ask, as addresses: boot.ts asks before any of the code that asks is there. first.test.ts holds it against what the pages ask.
import { todayIn, windowOf, zoneOf } from "../api/days";
import type { Permission } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { addressOf } from "../api/typed";
import { TROUBLED } from "../features/orders/asked";
import { BOARD, teaches } from "../features/today/asked";

const MINE_MAX = 200;

/** At a path, by somebody who looks at an institution's pages. */
export function askedAtFirst(me: Me, path: string, at: number): string[] {
  if (!me.tenant) return [];
  const may = (permission: Permission) => me.permissions.includes(permission);
  const zone = zoneOf(me);
  const date = todayIn(zone, at);
  const window = windowOf(date, zone);
  const asked: [may: boolean, path: string, query: Record<string, unknown>][] = [
    [may("lessons:read"), "/v1/lessons/summary", { ...window, by: "bell" }],
  ];
  if (path === "/")
    asked.push(
      [teaches(me), "/v1/lessons", { ...window, limit: MINE_MAX, teacher: "me" }],
      [may("orders:read"), "/v1/orders", TROUBLED],
      [may("lessons:read"), "/v1/lessons/board", { date, ...BOARD }],
      [may("lessons:read"), "/v1/lessons/summary", { ...window, by: "state" }],
      [may("usage:read"), "/v1/usage/quota", {}],
    );
  return asked.filter(([wanted]) => wanted).map(([, to, query]) => addressOf(to, {}, query));
}
