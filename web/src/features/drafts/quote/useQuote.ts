// The verdict while somebody edits: 400 ms after the last change the order is quoted; what was asked before is given up, and answers of older documents are
// dropped. Typing never waits for it.
import { useEffect, useMemo, useState } from "react";
import { client, read } from "../../../api/client";
import type { Language } from "../../../api/ambient";
import { type Failure, isFailure } from "../../../api/problem";
import type { Quote } from "../../../api/schema.gen";
import { useLanguage } from "../../../ui/language";
import { isTerm } from "../days/term";
import { type Doc, toOrder } from "../editor/doc";
import type { Open } from "../editor/open";
import { patchOf } from "../merge/diff";

const AFTER_MS = 400;
const AFTER_LARGE_MS = 1_500;
const LARGE = 256 * 1024;
export const AGAIN_MS = 2_000;

export type Lacking = "rooms" | "region" | "term" | "lessons" | "name";

export type Verdict =
  | { is: "lacking"; what: Lacking[] }
  /** An amendment that changes nothing. */
  | { is: "same" }
  | { is: "checking"; last?: Quote }
  | { is: "quoted"; quote: Quote }
  | { is: "invalid"; failure: Failure }
  | { is: "failed"; failure: unknown };

/** What is missing before the order can be quoted. */
export function lacking(doc: Doc): Lacking[] {
  const what: Lacking[] = [];
  if (doc.rooms.length === 0) what.push("rooms");
  if (!doc.region) what.push("region");
  if (!isTerm(doc.term)) what.push("term");
  if (!doc.always && doc.lines.length === 0) what.push("lessons");
  return what;
}

/** What is missing before the order can be made: it is quoted without a name, and not made without one. */
export function missing(doc: Doc): Lacking[] {
  return doc.name.trim() === "" ? [...lacking(doc), "name"] : lacking(doc);
}

interface Asked {
  /** Of an amendment: the order. */
  order?: string;
  body: unknown;
}

/** What would be sent, as text; an order without a name yet is quoted under another. */
export function questionOf(doc: Doc, base: Open["base"], effectiveFrom: string | undefined): string | undefined {
  if (lacking(doc).length > 0) return undefined;
  if (!base) return JSON.stringify({ body: { ...toOrder(doc), name: doc.name.trim() || "–" } } satisfies Asked);
  const patch = patchOf(base.doc, doc);
  if (Object.keys(patch).length === 0) return undefined;
  const body = { ...patch, ...(effectiveFrom ? { effective_from: effectiveFrom } : {}) };
  return JSON.stringify({ order: base.order_id, body } satisfies Asked);
}

export function ask(question: string, signal: AbortSignal): Promise<Quote> {
  const { order, body } = JSON.parse(question) as Asked;
  if (!order) return read<Quote>(client.POST("/v1/quotes", { body: body as never, signal }));
  const params = { path: { id: order } };
  return read<Quote>(client.POST("/v1/orders/{id}/quote", { params, body: body as never, signal }));
}

interface Answer {
  question: string;
  round: number;
  language: Language;
  verdict: Verdict;
}

/** Asks until there is an answer or the question is given up. Returns how to give it up. */
export function asking(question: string, tell: (verdict: Verdict) => void): () => void {
  const stop = new AbortController();
  let timer = 0;
  const later = (ms: number) => {
    timer = window.setTimeout(() => void go(), ms);
  };
  const go = async (): Promise<void> => {
    try {
      tell({ is: "quoted", quote: await ask(question, stop.signal) });
    } catch (error) {
      if (stop.signal.aborted) return;
      const failure = isFailure(error) ? error : undefined;
      if (failure?.kind === "busy") return later(failure.retryAfterMs ?? AGAIN_MS);
      if (failure?.kind === "offline") later(5 * AGAIN_MS);
      const wrong = failure?.kind === "invalid" || failure?.kind === "conflict";
      tell(failure && wrong ? { is: "invalid", failure } : { is: "failed", failure: error });
    }
  };
  later(question.length > LARGE ? AFTER_LARGE_MS : AFTER_MS);
  return () => {
    stop.abort();
    window.clearTimeout(timer);
  };
}

/** `round`: another number asks again about the same document. */
export function useQuote(open: Open, round: number): Verdict {
  const { doc } = open.history;
  const { base, effectiveFrom } = open;
  const chosen = useLanguage();
  const question = useMemo(() => questionOf(doc, base, effectiveFrom), [doc, base, effectiveFrom]);
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (question === undefined) return undefined;
    return asking(question, (verdict) => setAnswer({ question, round, language: chosen, verdict }));
  }, [question, round, chosen]);
  if (question === undefined) {
    const what = lacking(doc);
    return what.length > 0 ? { is: "lacking", what } : { is: "same" };
  }
  const known = answer?.language === chosen ? answer : undefined;
  if (known?.question === question && known.round === round) return known.verdict;
  const last = known?.verdict;
  return { is: "checking", ...(last?.is === "quoted" ? { last: last.quote } : {}) };
}
