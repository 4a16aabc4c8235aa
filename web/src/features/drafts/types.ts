// A draft as the API keeps it, with the body that this editor puts into it.
import type { Attempt, Base, DraftKind, DraftMade, DraftVerdict, DraftView, Money } from "../../api/schema.gen";
import type { Doc } from "./editor/doc";
import type { Step } from "./editor/reducer";

export type DraftStep = "source" | "rooms" | "week" | "days" | "review";
export const STEPS: readonly DraftStep[] = ["source", "rooms", "week", "days", "review"];

export interface DraftBody {
  v: 1;
  doc: Doc;
  /** Steps back, nearest first. */
  past?: Step[];
  /** Of an amendment: the order as it was opened. */
  base?: Doc;
  /** Of an amendment: from when on; absent means at once. */
  effective_from?: string;
  /** Of a new order: until when it waits for a purchase order; absent means that it does not. */
  reserved_until?: string;
  /** The price that was shown when it was confirmed. */
  expected_price?: Money;
  /** The hash of what was sent and is not known to have gone through. */
  sent?: string;
  /** When that was, in milliseconds of the service's clock. */
  sent_at?: number;
}

/** What is kept of a draft, here and by the service. */
export interface Kept {
  kind: DraftKind;
  base?: Base;
  name?: string;
  step: DraftStep;
  body: DraftBody;
  attempt?: Attempt;
  /** What the last quote said of it as it is; absent while that is not known. */
  verdict?: DraftVerdict;
  /** The order that came of it, as the service says it: it is not sent along. */
  made?: DraftMade;
  shared: boolean;
}

function isDoc(value: unknown): value is Doc {
  const doc = value as Partial<Doc> | undefined;
  return (
    typeof doc === "object" &&
    [doc.rooms, doc.lines, doc.days, doc.changes, doc.bells, doc.subjects].every(Array.isArray) &&
    typeof doc.term === "object"
  );
}

/** Reads what a draft holds; undefined of one that another program wrote. */
export function readBody(body: unknown): DraftBody | undefined {
  const read = body as Partial<DraftBody> | undefined;
  return read?.v === 1 && isDoc(read.doc) ? (read as DraftBody) : undefined;
}

/** What the service has; undefined of a draft that another program wrote. */
export function keptOf(draft: DraftView): Kept | undefined {
  const body = readBody(draft.body);
  if (!body) return undefined;
  return {
    kind: draft.kind as Kept["kind"],
    ...(draft.base ? { base: { order_id: draft.base.order_id, etag: draft.base.etag } } : {}),
    ...(draft.name ? { name: draft.name } : {}),
    step: draft.step as DraftStep,
    body,
    ...(draft.attempt ? { attempt: draft.attempt } : {}),
    ...(draft.verdict ? { verdict: draft.verdict } : {}),
    ...(draft.made ? { made: draft.made } : {}),
    shared: draft.shared,
  };
}

/** The same as a draft of one's own, of which nothing was ordered. */
export function anotherOf({ attempt: _, made: __, body, ...kept }: Kept): Kept {
  const { sent: ___, sent_at: ____, ...rest } = body;
  return { ...kept, body: rest, shared: false };
}
