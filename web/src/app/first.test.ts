// What boot.ts asks early is what the pages ask, for everybody: an answer that nobody takes was asked for in vain.
import type { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import type { Me } from "../api/schema.gen";
import { makeQueryClient } from "../api/queries";
import { askDay } from "../features/lessons/first";
import { askOrders } from "../features/orders/first";
import { askOps } from "../features/platform/first";
import { askToday } from "../features/today/first";
import { askedAtFirst, askedAtOnce, dayHere, dayOf } from "./first";

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

const early = (me: Me, path: string) =>
  [...askedAtOnce(path, AT), ...askedAtFirst(me, path, dayOf(me, AT))].map(sorted).sort();

test.each([
  ["an owner", person("owner", "lessons:read", "orders:read", "usage:read")],
  ["a teacher", person("teacher", "lessons:read")],
  ["somebody of finance", person("billing", "orders:read", "usage:read")],
])("what is asked early for %s is what the start page asks", async (_, me) => {
  expect(early(me, "/")).toEqual(await addressesOf((queries) => [askToday(queries, me, AT)]));
});

test("what is asked early for the board of a day, the list of orders and the next bell is what those pages ask", async () => {
  const owner = person("owner", "lessons:read", "orders:read", "usage:read");
  expect(early(owner, "/day")).toEqual(await addressesOf((queries) => [askDay(queries, owner, AT)]));
  expect(early(owner, "/orders")).toEqual(await addressesOf((queries) => [askOrders(queries, owner, AT)]));
  const operator = { ...person("owner", "platform_orders:read"), tenant: null };
  expect(early(operator, "/ops")).toEqual(await addressesOf((queries) => [askOps(queries, operator, AT)]));
});

test("on other pages, and where something is searched, the bell line alone is known to be asked for", () => {
  const me = person("owner", "lessons:read", "orders:read", "usage:read");
  for (const path of ["/usage", ""]) {
    expect(askedAtFirst(me, path, dayOf(me, AT))).toEqual([expect.stringContaining("by=bell")]);
    expect(askedAtOnce(path, AT)).toEqual([]);
  }
  expect(askedAtFirst({ ...me, tenant: null }, "/", dayOf(me, AT))).toEqual([]);
});

test.each([
  ["in the middle of a day", "2026-11-30T00:50:00Z"],
  ["a moment before midnight", "2026-11-30T15:59:59Z"],
  ["on the last day of a year", "2026-12-31T12:00:00Z"],
  ["on a day whose clocks change", "2026-03-08T20:00:00Z"],
])("whoever is where the school is has its day, %s", (_, moment) => {
  const at = Date.parse(moment);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const me = { ...person("owner"), tenant: { ...person("owner").tenant!, time_zone: zone } };
  expect(dayHere(at)).toEqual(dayOf(me, at));
});
