// A draft as the API keeps it, with the body that this editor puts into it.
import type { Attempt, Base, DraftKind, Money } from "../../api/schema.gen";
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
