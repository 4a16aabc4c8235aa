// Server-sent events by fetch, which unlike EventSource sends headers and sees problems. One connection: until it ends, is silent for too long, or is given up.
import { createParser } from "eventsource-parser";
import { type Failure, failureOf } from "./problem";

/** The service says something every 15 s, if only a comment. */
export const SILENCE_MAX_MS = 45_000;

export type Ended =
  { why: "bye"; reason: string } | { why: "closed" } | { why: "silent" } | { why: "refused"; failure: Failure };

export interface Following {
  url: string;
  headers: Record<string, string>;
  /** After which to go on; from now on without it. */
  lastId: string | undefined;
  signal: AbortSignal;
  onEvent: (data: unknown, id: string | undefined) => void;
  /** Anything at all was heard. */
  onHeard: () => void;
}

/** Follows until it ends and says why. Rejects when the network does. */
export async function follow({ url, headers, lastId, signal, onEvent, onHeard }: Following): Promise<Ended> {
  const silence = new AbortController();
  const asked = { Accept: "text/event-stream", ...headers, ...(lastId ? { "Last-Event-ID": lastId } : {}) };
  let timer = window.setTimeout(() => silence.abort(), SILENCE_MAX_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => silence.abort(), SILENCE_MAX_MS);
    onHeard();
  };
  try {
    const response = await fetch(url, {
      headers: asked,
      signal: AbortSignal.any([signal, silence.signal]),
      cache: "no-store",
    });
    if (!response.ok || !response.body) {
      return { why: "refused", failure: failureOf(response, await response.json().catch(() => undefined)) };
    }
    let bye: string | undefined;
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        if (event === "bye") bye = (JSON.parse(data) as { reason: string }).reason;
        else onEvent(data ? JSON.parse(data) : undefined, id);
      },
    });
    heard();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return bye === undefined ? { why: "closed" } : { why: "bye", reason: bye };
      heard();
      parser.feed(value);
      if (bye !== undefined) return { why: "bye", reason: bye };
    }
  } catch (error) {
    if (silence.signal.aborted && !signal.aborted) return { why: "silent" };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
