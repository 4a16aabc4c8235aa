import { expect, test } from "vitest";
import { paths } from "./paths";

test("addresses keep what has a meaning there and leave out what is empty", () => {
  expect(paths.orders({ q: "7-1 数学", sort: "-name", phase: "" })).toBe("/orders?q=7-1+%E6%95%B0%E5%AD%A6&sort=-name");
  expect(paths.order("ord_1", "history")).toBe("/orders/ord_1/history");
  expect(paths.lesson("les_1", "/day?date=2026-09-07")).toBe("/day?date=2026-09-07&lesson=les_1");
  expect(paths.draft("drf_1", "week")).toBe("/drafts/drf_1/week");
});
