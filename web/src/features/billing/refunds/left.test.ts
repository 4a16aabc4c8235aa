import { expect, test } from "vitest";
import type { Payment, Refund } from "../../../api/schema.gen";
import { isByHand, leftOf } from "./left";

const payment = (id: string, amount: number, method = "bank_transfer"): Payment => ({
  id,
  method,
  reference: "",
  received_on: "2026-10-04",
  amount_minor: amount,
});
const refund = (of: string, amount: number, status: string) =>
  ({ payment_id: of, amount_minor: amount, status }) as unknown as Refund;

test("what waits, is on its way or went back is not left; what failed or was rejected is", () => {
  const payments = [payment("pay_1", 1_000)];
  const statuses = ["waiting", "sending", "pending", "succeeded", "failed", "rejected"];
  const refunds = statuses.map((status) => refund("pay_1", 100, status));
  expect(leftOf({ payments, refunds })).toEqual([{ payment: payments[0], leftMinor: 600 }]);
});

test("each payment has its own, the newest comes first, and one of which nothing is left is gone", () => {
  const payments = [payment("pay_1", 100), payment("pay_2", 200), payment("pay_3", 300)];
  const left = leftOf({ payments, refunds: [refund("pay_2", 200, "succeeded"), refund("pay_3", 1, "waiting")] });
  expect(left.map(({ payment, leftMinor }) => [payment.id, leftMinor])).toEqual([
    ["pay_3", 299],
    ["pay_1", 100],
  ]);
});

test("only what came through Stripe goes back by itself", () => {
  expect(isByHand(payment("pay_1", 1, "stripe"))).toBe(false);
  expect(isByHand(payment("pay_1", 1, "cheque"))).toBe(true);
});
