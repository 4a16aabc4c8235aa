import { expect, test } from "vitest";
import { REFRESH_MS, refreshPages } from "./refresh";

test("a list of many pages is asked as often in all as a list of one", () => {
  const of = (pages: number) => refreshPages({ state: { data: { pages: Array.from({ length: pages }) } } });
  expect(of(1)).toBe(REFRESH_MS);
  expect(of(150) / 150).toBe(REFRESH_MS);
  expect(refreshPages({ state: {} })).toBe(REFRESH_MS);
});
