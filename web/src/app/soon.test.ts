import { afterEach, expect, test, vi } from "vitest";
import type { Me } from "../api/schema.gen";
import { fetchSoon, soonOf } from "./soon";

const tenant = {} as NonNullable<Me["tenant"]>;

afterEach(() => vi.unstubAllGlobals());

/** What is fetched one after another, where the browser is idle at once. */
async function fetchedOf(pages: readonly string[], connection?: { saveData: boolean }): Promise<string[]> {
  vi.stubGlobal("navigator", { connection });
  vi.stubGlobal("requestIdleCallback", (then: () => void) => then());
  const asked: string[] = [];
  await fetchSoon(pages, (page) => {
    asked.push(page);
    return page === "/day" ? Promise.reject(new Error("gone")) : Promise.resolve();
  });
  return asked;
}

test("the first tabs that may be read are fetched, and no others", () => {
  expect(soonOf({ tenant, permissions: ["lessons:read", "orders:read"] })).toEqual(["/week", "/day", "/orders"]);
  expect(soonOf({ tenant, permissions: ["billing:read"] })).toEqual([]);
  expect(soonOf({ tenant: null, permissions: ["clusters:read"] })).toEqual(["/ops/capacity", "/ops/clusters"]);
});

test("a page that cannot be had keeps no other one back", async () => {
  expect(await fetchedOf(["/week", "/day", "/orders"])).toEqual(["/week", "/day", "/orders"]);
});

test("nothing is fetched for whoever saves data", async () => {
  expect(await fetchedOf(["/week"], { saveData: true })).toEqual([]);
});
