// What of an invoice's payments can still go back. Pure.
import type { InvoiceView, Payment } from "../../../api/schema.gen";

export interface Left {
  payment: Payment;
  leftMinor: number;
}

/** What came through Stripe goes back through Stripe; anything else somebody has to send. */
export const isByHand = ({ method }: Payment): boolean => method !== "stripe";

/** The payments of which something is left, the newest first. A refund counts from when it is asked for, unless nobody agreed or it came back. */
export function leftOf({ payments, refunds }: Pick<InvoiceView, "payments" | "refunds">): Left[] {
  const taken = new Map<string, number>();
  for (const { payment_id: payment, amount_minor: amount, status } of refunds)
    if (status !== "failed" && status !== "rejected") taken.set(payment, (taken.get(payment) ?? 0) + amount);
  return payments
    .map((payment) => ({ payment, leftMinor: payment.amount_minor - (taken.get(payment.id) ?? 0) }))
    .filter(({ leftMinor }) => leftMinor > 0)
    .reverse();
}
