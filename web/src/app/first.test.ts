// What boot.ts asks early is what the pages ask, for everybody: an answer that nobody takes was asked for in vain.
import type { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { todayIn, zoneOf } from "../api/days";
import type { Me } from "../api/schema.gen";
import { makeQueryClient } from "../api/queries";
import { operatorBells, schoolBells } from "../features/bells/queries";
import { clusters } from "../features/clusters/queries";
import { board } from "../features/lessons/board";
import { orders } from "../features/orders/queries";
import { ATTENTION, slotOf } from "../features/platform/asked";
import { bells, platformOrders } from "../features/platform/queries";
import { askToday } from "../features/today/first";
import { askedAtFirst } from "./first";

const AT = Date.parse("2026-11-30T00:50:00Z");

function person(role: Me["role"], ...permissions: string[]): Me {
  const tenant = {
    id: "ten_1",
    name: "School",
    time_zone: "Asia/Shanghai",
    currency: "CNY",
    livemode: true,
    standing: "active",
  };
  return { id: "usr_1", type: "user", livemode: true, memberships: [], role, permissions, tenant } as Me;
}

afterEach(() => vi.unstubAllGlobals());

/** The addresses that queries of the pages ask. */
async function addressesOf(ask: (queries: QueryClient) => Promise<unknown>[]): Promise<string[]> {
  const asked: string[] = [];
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(sorted(request.url.replace("http://here", "")));
    return Promise.resolve(Response.json({ items: [], periods: [], by: "bell" }));
  });
  await Promise.all(ask(makeQueryClient()));
  return asked.sort();
}

/** The order of what is asked makes no other question. */
function sorted(address: string): string {
  const url = new URL(address, "http://here");
  url.searchParams.sort();
  return url.pathname + url.search;
}

const early = (me: Me, path: string) => askedAtFirst(me, path, AT).map(sorted).sort();
const ZONE = "Asia/Shanghai";
const DATE = "2026-11-30";

test.each([
  ["an owner", person("owner", "lessons:read", "orders:read", "usage:read")],
  ["a teacher", person("teacher", "lessons:read")],
  ["somebody of finance", person("billing", "orders:read", "usage:read")],
])("what is asked early for %s is what the start page asks", async (_, me) => {
  expect(early(me, "/")).toEqual(await addressesOf((queries) => [askToday(queries, me, AT)]));
});

test("what is asked early for the board of a day, the list of orders and the next bell is what those pages ask", async () => {
  const owner = person("owner", "lessons:read", "orders:read", "usage:read");
  expect(early(owner, "/day")).toEqual(
    await addressesOf((queries) => [
      queries.fetchQuery(schoolBells(DATE, ZONE)),
      queries.fetchInfiniteQuery(board({ date: DATE, by: "room" })),
    ]),
  );
  expect(early(owner, "/orders")).toEqual(
    await addressesOf((queries) => [
      queries.fetchQuery(schoolBells(DATE, ZONE)),
      queries.fetchInfiniteQuery(orders({ q: "", sort: "attention", phase: "", kind: "", ready: "", count: true })),
    ]),
  );
  const operator = { ...person("owner", "platform_orders:read"), tenant: null };
  const zone = zoneOf(operator);
  expect(early(operator, "/ops")).toEqual(
    await addressesOf((queries) => [
      queries.fetchQuery(operatorBells(todayIn(zone, AT), zone)),
      queries.fetchQuery(bells(slotOf(AT))),
      queries.fetchInfiniteQuery(platformOrders(ATTENTION)),
      queries.fetchInfiniteQuery(clusters()),
    ]),
  );
});

test("on other pages, and where something is searched, the bell line alone is known to be asked for", () => {
  const me = person("owner", "lessons:read", "orders:read", "usage:read");
  for (const path of ["/usage", ""]) expect(askedAtFirst(me, path, AT)).toEqual([expect.stringContaining("by=bell")]);
  expect(askedAtFirst({ ...me, tenant: null }, "/", AT)).toEqual([]);
});
