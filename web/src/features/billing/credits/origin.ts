// Where a credit comes from, as its reason says it: an id, the number of a paper, or the words of whoever granted it. Pure.
import type { InvoiceSummary } from "../../../api/schema.gen";

export type Origin =
  | { from: "promise"; order: string }
  /** A month that gave back more than it asked for. */
  | { from: "month"; invoice: string }
  /** More was paid than was owed; of an invoice where that is known. */
  | { from: "surplus"; invoice?: string; number?: string }
  | { from: "note"; invoice: string; number: string }
  | { from: "grant" };

/** `papers`: invoices and notes as far as they are read. The number of another one stands for itself. */
export function originOf(reason: string, papers: readonly Pick<InvoiceSummary, "id" | "number" | "kind">[]): Origin {
  if (reason.startsWith("promise:ord_")) return { from: "promise", order: reason.slice("promise:".length) };
  if (/^inv_[0-9a-f-]{36}$/.test(reason)) return { from: "month", invoice: reason };
  if (/^pay_[0-9a-f-]{36}$/.test(reason)) return { from: "surplus" };
  const paper = papers.find((one) => one.number === reason);
  if (!paper) return { from: "grant" };
  const found = { invoice: paper.id, number: reason };
  return paper.kind === "credit_note" ? { from: "note", ...found } : { from: "surplus", ...found };
}
