// What boot.ts asks early is what the start page asks, for everybody: an answer that nobody takes was asked for in vain.
import { afterEach, expect, test, vi } from "vitest";
import type { Me } from "../api/schema.gen";
import { makeQueryClient } from "../api/queries";
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

test.each([
  ["an owner", person("owner", "lessons:read", "orders:read", "usage:read")],
  ["a teacher", person("teacher", "lessons:read")],
  ["somebody of finance", person("billing", "orders:read", "usage:read")],
])("what is asked early for %s is what the start page asks", async (_, me) => {
  const asked: string[] = [];
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request.url.replace("http://here", ""));
    return Promise.resolve(Response.json({ items: [], periods: [], by: "bell" }));
  });
  await askToday(makeQueryClient(), me, AT);
  expect(askedAtFirst(me, "/", AT).sort()).toEqual(asked.sort());
});

test("on other pages the bell line alone is known to be asked for, and nothing of whoever has no institution", () => {
  const me = person("owner", "lessons:read", "orders:read", "usage:read");
  expect(askedAtFirst(me, "/orders", AT)).toEqual([expect.stringContaining("by=bell")]);
  expect(askedAtFirst({ ...me, tenant: null }, "/", AT)).toEqual([]);
});
