// Confirming once: the key is kept in the draft with a hash of the body before anything is sent, so that a lost answer, a second click, a reload and a
// second tab send the same and make one order.
import { client, readVersioned, type Versioned } from "../../../api/client";
import { newKey } from "../../../api/idempotency";
import { type Failure, isFailure } from "../../../api/problem";
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

/** The order, where it is what the amendment makes of it: an amendment whose answer was lost went through. */
async function amendedAs(open: Open): Promise<Versioned<OrderView> | undefined> {
  const { base } = open;
  if (!base) return undefined;
  const found = await getOrder(base.order_id).catch(() => undefined);
  if (!found || editOf(found.etag) === editOf(base.etag)) return undefined;
  return sameOrder(fromOrder(found.data), open.history.doc) ? found : undefined;
}

const AGAIN_MS = 3_000;
const wait = (ms: number) => new Promise((done) => window.setTimeout(done, ms));

/** Whether nobody knows what came of it: a gateway that gave up says nothing of what the service behind it did. */
function isLost({ kind, status, problem }: Failure): boolean {
  return kind === "offline" || ((status === 502 || status === 504) && !problem);
}

/** Sends the same until there is an answer. `tell`: none came. */
export async function sendUntilAnswered(open: Open, key: string, tell: () => void): Promise<Versioned<OrderView>> {
  for (;;) {
    try {
      return await (open.base ? amendOrder(open) : placeOrder(open, key));
    } catch (error) {
      const failure = isFailure(error) ? error : undefined;
      const lost = failure !== undefined && isLost(failure);
      const busy = failure?.kind === "busy" || failure?.code === "idempotency_key_running";
      if (lost || busy) {
        if (lost) tell();
        await wait(failure?.retryAfterMs ?? AGAIN_MS);
      } else if (failure?.status !== 412) throw error;
      // Who is told that somebody changed the order may have done so themselves, without an answer.
      const amended = await amendedAs(open);
      if (amended) return amended;
      if (!lost && !busy) throw error;
    }
  }
}

/** The part of an ETag that counts people's edits; the rest counts changes of status. */
export function editOf(etag: string): string {
  return etag.replaceAll('"', "").split(".")[0] ?? "";
}

function sameOrder(a: Doc, b: Doc): boolean {
  return same(toOrder(a), toOrder(b));
}
