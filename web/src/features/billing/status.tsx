// Where an invoice stands, as a word. A credit note is settled when it is written: what it is stands in the place of that.
import { todayIn } from "../../api/days";
import { now } from "../../api/clock";
import type { InvoiceSummary } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useMessages } from "../../ui/language";
import { type State, Status } from "../../ui/status";
import { billingMessages } from "./messages";

type Word = "draft" | "issued" | "overdue" | "paid" | "void" | "uncollectible";

const STATES: Record<Word, State> = {
  draft: "scheduled",
  issued: "warming",
  overdue: "missed",
  paid: "ready",
  void: "cancelled",
  uncollectible: "ended",
};

export function useInvoiceState(): (of: InvoiceSummary) => { state: State; said: string } {
  const words = useMessages(billingMessages);
  const today = todayIn(useZone(), now());
  return (of) => {
    if (of.kind === "credit_note") return { state: "ended", said: words.creditNote };
    const late = of.status === "issued" && of.due_minor > 0 && of.due_on != null && of.due_on < today;
    const word = (late ? "overdue" : of.status) as Word;
    return { state: STATES[word] ?? "unknown", said: words[`s_${word}`] ?? of.status };
  };
}

export function InvoiceStatus({ of }: { of: InvoiceSummary }) {
  const { state, said } = useInvoiceState()(of);
  return <Status state={state}>{said}</Status>;
}
