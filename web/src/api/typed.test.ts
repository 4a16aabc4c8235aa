import { expect, test } from "vitest";
import { addressOf } from "./typed";

test("what is asked stands in the address, each of a list, and nothing of what is not given", () => {
  expect(addressOf("/v1/orders/{id}/events", { id: "ord_1/ü" }, {})).toBe("/v1/orders/ord_1%2F%C3%BC/events");
  const query = { q: "7-1 & 语文", state: ["live", "ready"], count: true, limit: 0, from: undefined, to: null };
  const asked = new URL(addressOf("/v1/orders", {}, query), "http://here").searchParams;
  expect([...asked]).toEqual([
    ["q", "7-1 & 语文"],
    ["state", "live"],
    ["state", "ready"],
    ["count", "true"],
    ["limit", "0"],
  ]);
});
