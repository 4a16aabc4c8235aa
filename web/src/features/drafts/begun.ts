// Drafts that were begun before: they are gone on with, so that looking in does not pile up drafts.
import { same } from "../../api/same";
import { now } from "../../api/clock";
import { isEmpty, toOrder, type Doc } from "./editor/doc";
import { readLocal } from "./editor/local";
import { patchOf } from "./merge/diff";
import { draftsOfOrder, getDraft, newestDrafts, putDraft } from "./queries";
import { type Kept, keptOf, readBody } from "./types";

/** Of drafts that may be gone on with, so many are read. */
const LOOKED_AT = 5;
/** From this age on a draft as it was begun is one that nobody is at. */
const LEFT_MS = 5 * 60_000;

/** Two copies of one order have lines of other keys. */
function begun(doc: Doc): object {
  return { order: toOrder({ ...doc, lines: doc.lines.map((line) => ({ ...line, key: "" })) }), grid: gridOf(doc) };
}

/** What is kept of the week's grid and not sent: somebody worked at it all the same. */
function gridOf({ bells, subjects }: Doc): object {
  return { bells, subjects };
}

/** An empty one, in which nobody set bells either. */
function isUntouched(doc: Doc, fresh: Doc): boolean {
  return isEmpty(doc) && same(gridOf(doc), gridOf(fresh));
}

/** The newest own draft of a new order that is as it was begun. */
export async function leftAsBegun(fresh: Kept): Promise<string | undefined> {
  const { items } = await newestDrafts();
  const left = items.filter(
    (one) =>
      one.mine &&
      !one.made &&
      one.kind === "order" &&
      (one.name ?? undefined) === fresh.name &&
      Date.parse(one.updated_at) < now() - LEFT_MS,
  );
  for (const { id } of left.slice(0, LOOKED_AT)) {
    const body = readBody((await getDraft(id)).data.body);
    if (!body) continue;
    const untouched =
      same(begun(body.doc), begun(fresh.body.doc)) || (!fresh.name && isUntouched(body.doc, fresh.body.doc));
    if (untouched) return id;
  }
  return undefined;
}

interface Begun {
  id: string;
  /** Whether something was changed in it. */
  changed: boolean;
}

/** Whether somebody did something in an amendment, here or where else it was open. */
function wasChanged({ body }: Kept, here: Kept | undefined): boolean {
  const { doc, base, effective_from, sent } = body;
  if (here ?? effective_from ?? sent) return true;
  return base !== undefined && (!same(gridOf(base), gridOf(doc)) || Object.keys(patchOf(base, doc)).length > 0);
}

/**
 * The caller's own amendment of an order that is open: the newest in which something was changed, else one that begins from the order as it is now.
 * `local`: the name of this device's copy.
 */
export async function openAmendment(fresh: Kept, local: (id: string) => string): Promise<Begun | undefined> {
  const order = fresh.base?.order_id;
  if (!order) return undefined;
  const { items } = await draftsOfOrder(order);
  let left: { id: string; etag: string; kept: Kept } | undefined;
  for (const { id } of items.filter((one) => one.mine && one.kind === "amendment" && !one.made).slice(0, LOOKED_AT)) {
    const { data, etag } = await getDraft(id);
    const kept = keptOf(data);
    if (!kept?.body.base) continue;
    const here = await readLocal(local(id));
    if (wasChanged(kept, here?.kept)) return { id, changed: true };
    left ??= { id, etag, kept };
  }
  if (!left) return undefined;
  const { id, etag, kept } = left;
  if (kept.base?.etag !== fresh.base?.etag) {
    await putDraft(id, etag, { ...fresh, shared: kept.shared }).catch(() => undefined);
  }
  return { id, changed: false };
}
