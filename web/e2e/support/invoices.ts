// Invoices as a story needs them, paid over the API by a transfer.
import { randomUUID } from "node:crypto";
import type { Caller } from "./api";
import { addInvoice } from "./database";

export interface PaidInvoice {
  id: string;
  number: string;
}

/** In fen. `parts`: what came in, one transfer each; together all of it. */
export async function paidInvoice(operator: Caller, tenant: string, parts: readonly number[]): Promise<PaidInvoice> {
  const number = `HR-${randomUUID().slice(0, 8)}`;
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const id = addInvoice(tenant, number, "CNY", whole);
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
