import { expect, test } from "vitest";
import type { InvoiceLine } from "../../api/schema.gen";
import { byOrder } from "./lines";

const line = (price: string, amount: number, order?: string): InvoiceLine => ({
  price,
  title: price,
  quantity: "1",
  makes_good: false,
  first_day: "2026-11-01",
  last_day: "2026-11-30",
  amount_minor: amount,
  ...(order ? { order_id: order, order_name: `Order ${order}` } : {}),
});

test("lines of one order stand together with their sum, after those of the plan", () => {
  const groups = byOrder([line("hours", 10, "a"), line("hours", 20, "b"), line("base", 5), line("rooms", -3, "a")]);
  expect(groups.map((group) => [group.order?.name, group.amountMinor, group.lines.length])).toEqual([
    [undefined, 5, 1],
    ["Order a", 7, 2],
    ["Order b", 20, 1],
  ]);
});

test("an invoice without lines has no groups", () => expect(byOrder([])).toEqual([]));
