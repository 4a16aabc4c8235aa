// Server-sent events by fetch, which unlike EventSource sends headers and sees problems. One connection: until it ends, is silent for too long, or is given up.
import { createParser } from "eventsource-parser";
import { type Failure, failureOf } from "./problem";

/** The service says something every 15 s, if only a comment. */
export const SILENCE_MAX_MS = 45_000;

export type Ended =
  { why: "bye"; reason: string } | { why: "closed" } | { why: "silent" } | { why: "refused"; failure: Failure };

interface Heard {
  onEvent: (data: unknown) => void;
  /** After which to go on when this stream ends. */
  onId: (id: string) => void;
  /** Too much was missed: what is shown is to be read anew. */
  onReset: () => void;
}

export interface Following extends Heard {
  url: string;
  headers: Record<string, string>;
  /** After which to go on; from now on without it. */
  lastId: string | undefined;
  signal: AbortSignal;
  /** Anything at all was heard. */
  onHeard: () => void;
}

/** Reads the text of a stream, piece by piece. Answers with the reason of its end once it has said that. */
export function listening({ onEvent, onId, onReset }: Heard): (text: string) => string | undefined {
  let bye: string | undefined;
  // The first block says where the stream begins. It has no data, so that parsers tell nobody of it.
  let opening: string | undefined = "";
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      if (id !== undefined) onId(id);
      if (event === "bye") bye = (JSON.parse(data) as { reason: string }).reason;
      else if (event === "reset") onReset();
      else onEvent(data ? JSON.parse(data) : undefined);
    },
  });
  return (text) => {
    if (opening !== undefined) {
      const [block, rest] = (opening + text).split("\n\n", 2);
      const begins = rest === undefined ? undefined : /^id: ?(.+)$/m.exec(block ?? "")?.[1];
      if (begins !== undefined) onId(begins);
      opening = rest === undefined ? block : undefined;
    }
    parser.feed(text);
    return bye;
  };
}

/** Follows until it ends and says why. Rejects when the network does. */
export async function follow({ url, headers, lastId, signal, onHeard, ...heardOf }: Following): Promise<Ended> {
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
    const listen = listening(heardOf);
    heard();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { why: "closed" };
      heard();
      const bye = listen(value);
      if (bye !== undefined) return { why: "bye", reason: bye };
    }
  } catch (error) {
    if (silence.signal.aborted && !signal.aborted) return { why: "silent" };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
