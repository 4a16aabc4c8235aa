// Confirming once: the key is kept in the draft with a hash of the body before anything is sent, so that a lost answer, a second click, a reload and a
// second tab send the same and make one order.
import { client, readVersioned, type Versioned } from "../../../api/client";
import { newKey } from "../../../api/idempotency";
import type { Attempt, OrderView } from "../../../api/schema.gen";
import { fromOrder, type Doc, toOrder } from "../editor/doc";
import type { Open } from "../editor/open";
import type { DraftSession } from "../editor/session";
import { patchOf } from "../merge/diff";
import { same } from "../../../api/same";
import { getOrder } from "../queries";

/** The body that would be sent, and how it is known again. */
export function bodyOf({ history: { doc }, base, effectiveFrom, reservedUntil, expected }: Open): string {
  const price = expected ? { expected_price: expected } : {};
  const waits = reservedUntil ? { reserved_until: reservedUntil } : {};
  if (!base) return JSON.stringify({ ...toOrder(doc), name: doc.name.trim(), ...waits, ...price });
  const patch = patchOf(base.doc, doc);
  return JSON.stringify({ ...patch, ...(effectiveFrom ? { effective_from: effectiveFrom } : {}), ...price });
}

export async function hashOf(body: string): Promise<string> {
  // Outside of https and loopback there is no digest; the text's own numbers do as well, because only this draft's bodies are told apart.
  const digest = await globalThis.crypto.subtle?.digest("SHA-256", new TextEncoder().encode(body));
  if (!digest) return `plain-${body.length}-${[...body].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 7)}`;
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The attempt for what the draft says: a changed body gets another key. */
export async function attemptFor(session: DraftSession, open: Open = session.get()): Promise<Attempt> {
  const hash = await hashOf(bodyOf(open));
  if (open.attempt?.body_hash === hash) return open.attempt;
  const attempt = { key: newKey(), body_hash: hash };
  await session.setAttempt(attempt);
  // Another tab may have been first: then its attempt was taken, and is the one.
  const now = session.get().attempt;
  return now?.body_hash === hash ? now : attempt;
}

export function placeOrder(open: Open, key: string): Promise<Versioned<OrderView>> {
  const params = { header: { "Idempotency-Key": key } };
  return readVersioned(client.POST("/v1/orders", { params, body: JSON.parse(bodyOf(open)) as never }));
}

export function amendOrder(open: Open): Promise<Versioned<OrderView>> {
  const { base } = open;
  if (!base) throw new Error("not an amendment");
  const params = { path: { id: base.order_id }, header: { "If-Match": base.etag } };
  return readVersioned(client.PATCH("/v1/orders/{id}", { params, body: JSON.parse(bodyOf(open)) as never }));
}

/** Whether the order is what the amendment makes of it: an amendment whose answer was lost went through. */
export async function wentThrough(open: Open): Promise<boolean> {
  const { base } = open;
  if (!base) return false;
  const { data, etag } = await getOrder(base.order_id);
  return editOf(etag) !== editOf(base.etag) && sameOrder(fromOrder(data), open.history.doc);
}

/** The part of an ETag that counts people's edits; the rest counts changes of status. */
export function editOf(etag: string): string {
  return etag.replaceAll('"', "").split(".")[0] ?? "";
}

function sameOrder(a: Doc, b: Doc): boolean {
  return same(toOrder(a), toOrder(b));
}
