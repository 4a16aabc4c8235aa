// What the platform may do by hand with an invoice that stands as it does, as the API has it: the API stays the judge. Pure.
import type { InvoiceSummary } from "../../../api/schema.gen";

export type Act = "pay" | "issue" | "note" | "void" | "writeOff";

type Standing = Pick<InvoiceSummary, "kind" | "status" | "paid_minor" | "credited_minor">;

export function actsOn({ kind, status, paid_minor: paid, credited_minor: credited }: Standing): readonly Act[] {
  if (kind !== "invoice") return [];
  switch (status) {
    case "draft":
      return ["issue"];
    case "issued":
      // One that something was paid or credited of is corrected by a credit note, and not voided.
      return paid === 0 && credited === 0 ? ["pay", "note", "void", "writeOff"] : ["pay", "note", "writeOff"];
    case "paid":
      // What comes in for it once more is a credit.
      return ["pay", "note"];
    default:
      return [];
  }
}
