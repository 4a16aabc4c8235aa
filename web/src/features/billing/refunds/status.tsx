// Where a refund stands, as a word, and why it failed; and why it goes back.
import type { Refund } from "../../../api/schema.gen";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { type State, Status } from "../../../ui/status";
import { refundMessages } from "./messages";

type Word = "waiting" | "sending" | "pending" | "succeeded" | "failed" | "rejected";

const STATES: Record<Word, State> = {
  waiting: "scheduled",
  sending: "warming",
  pending: "warming",
  succeeded: "ready",
  failed: "missed",
  rejected: "cancelled",
};
const FAILURES = ["expired_or_canceled_card", "lost_or_stolen_card"] as const;

type Standing = Pick<Refund, "status" | "failure">;

export function useRefundState(): (of: Standing) => { state: State; said: string; why: string | undefined } {
  const words = useMessages(refundMessages);
  return ({ status, failure }) => {
    const word = status as Word;
    const known = FAILURES.find((one) => one === failure);
    const why = known ? words[`f_${known}`] : words.f_other;
    return {
      state: STATES[word] ?? "unknown",
      said: words[`s_${word}`] ?? status,
      why: word === "failed" ? why : undefined,
    };
  };
}

/** Why it goes back; what was begun at Stripe says nothing. */
export function RefundReason({ of, max }: { of: Pick<Refund, "reason">; max: number }) {
  const words = useMessages(refundMessages);
  return of.reason ? <Name max={max}>{of.reason}</Name> : <>{words.atStripe}</>;
}

export function RefundStatus({ of }: { of: Standing }) {
  const { state, said, why } = useRefundState()(of);
  return (
    <>
      <Status state={state}>{said}</Status> {why && <span className="small quiet">{why}</span>}
    </>
  );
}
