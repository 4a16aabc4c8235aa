// Invoices as a story needs them: issued, and where that is wanted paid over the API by transfers.
import { randomUUID } from "node:crypto";
import type { Caller } from "./api";
import { addInvoice } from "./database";

export interface MadeInvoice {
  id: string;
  number: string;
}

/** Nothing of it is paid. `monthsAgo`: the month that it is for; one that a later month follows is the older of two. */
export function owedInvoice(tenant: string, amountMinor: number, monthsAgo = 1): MadeInvoice {
  const number = `HR-${randomUUID().slice(0, 8)}`;
  return { id: addInvoice(tenant, number, "CNY", amountMinor, monthsAgo), number };
}

/** In fen. `parts`: what came in, one transfer each; together all of it. */
export async function paidInvoice(operator: Caller, tenant: string, parts: readonly number[]): Promise<MadeInvoice> {
  const { id, number } = owedInvoice(
    tenant,
    parts.reduce((sum, part) => sum + part, 0),
  );
  for (const [index, amount_minor] of parts.entries()) {
    const received_on = new Date().toISOString().slice(0, 10);
    const transfer = {
      amount_minor,
      currency: "CNY",
      method: "bank_transfer",
      reference: `Transfer ${index + 1}`,
      received_on,
    };
    await operator.send("POST", `/v1/invoices/${id}/payments`, { body: transfer });
  }
  return { id, number };
}
