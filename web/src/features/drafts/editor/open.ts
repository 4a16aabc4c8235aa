// What an open draft is, how it comes of what is kept and is kept again, and what counts as written in it.
import type { Attempt, DraftMade, DraftVerdict, Money } from "../../../api/schema.gen";
import { canonical } from "../../../api/same";
import type { DraftStep, Kept } from "../types";
import type { Doc } from "./doc";
import { type History, restored, stored } from "./reducer";

export type Saved =
  | { is: "saved"; at: number }
  | { is: "saving" }
  /** On this device only: no connection, or the service takes no drafts of this person. */
  | { is: "local"; at: number; because?: string }
  /** Another tab or person saved in between. */
  | { is: "newer" };

export interface Open {
  history: History;
  kind: Kept["kind"];
  base?: { order_id: string; etag: string; doc: Doc };
  effectiveFrom?: string;
  reservedUntil?: string;
  attempt?: Attempt;
  /** The price that is shown beside the button, and is agreed to by pressing it. */
  expected?: Money;
  /** The hash of what was sent, while it is not known whether it went through. */
  sent?: string;
  sentAt?: number;
  step: DraftStep;
  shared: boolean;
  /** What the last quote said of the document as it is; absent while that is not known. */
  verdict?: DraftVerdict;
  /** Which order came of it, where somebody else who sees it made one: nothing is ordered of it a second time. */
  made?: DraftMade;
  saved: Saved;
  /** Counts changes of the document. */
  revision: number;
}

export function openOf(kept: Kept, saved: Saved, revision: number): Open {
  const { body } = kept;
  return {
    history: restored(body.doc, body.past ?? []),
    kind: kept.kind,
    ...(kept.base && body.base ? { base: { ...kept.base, doc: body.base } } : {}),
    ...(body.effective_from ? { effectiveFrom: body.effective_from } : {}),
    ...(body.reserved_until ? { reservedUntil: body.reserved_until } : {}),
    ...(kept.attempt ? { attempt: kept.attempt } : {}),
    ...(body.expected_price ? { expected: body.expected_price } : {}),
    ...(body.sent ? { sent: body.sent, sentAt: body.sent_at ?? 0 } : {}),
    step: kept.step,
    shared: kept.shared,
    ...(kept.verdict ? { verdict: kept.verdict } : {}),
    ...(kept.made ? { made: kept.made } : {}),
    saved,
    revision,
  };
}

/** As it is kept by the service, and by this device beyond it. */
export function keptAs(open: Open): Kept {
  const { history, kind, base, effectiveFrom, reservedUntil, attempt, expected, sent, sentAt, step } = open;
  const { shared, verdict, made } = open;
  const name = history.doc.name.trim().slice(0, 200);
  const past = stored(history);
  return {
    kind,
    ...(base ? { base: { order_id: base.order_id, etag: base.etag } } : {}),
    ...(name ? { name } : {}),
    step,
    body: {
      v: 1,
      doc: history.doc,
      ...(past.length > 0 ? { past } : {}),
      ...(base ? { base: base.doc } : {}),
      ...(effectiveFrom ? { effective_from: effectiveFrom } : {}),
      ...(reservedUntil ? { reserved_until: reservedUntil } : {}),
      ...(expected ? { expected_price: expected } : {}),
      ...(sent ? { sent, sent_at: sentAt ?? 0 } : {}),
    },
    ...(attempt ? { attempt } : {}),
    ...(verdict ? { verdict } : {}),
    ...(made ? { made } : {}),
    shared,
  };
}

export function said({ body, base }: Kept): string {
  return canonical([body.doc, body.effective_from ?? null, body.reserved_until ?? null, base?.etag ?? null]);
}

/** What it says, and what was sent of it: an order that is on its way is written over by nobody. */
export function written(kept: Kept): string {
  return canonical([said(kept), kept.attempt ?? null, kept.body.sent ?? null]);
}
