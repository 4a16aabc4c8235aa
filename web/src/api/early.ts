// Answers to what the first page asks, which boot.ts asks for while the scripts are still on their way. The client takes each once in place of asking.
import { spokenFor } from "./ambient";

interface Early {
  /** When it was asked and answered, by this machine's clock. */
  asked: number;
  answered: number;
  answer: Promise<Response>;
}

/** What nobody took by then is old. */
const STALE_MS = 10_000;
const early = new Map<string, Early>();

/** What is asked in another order is the same; an answer depends on the language and the institution too. */
function nameOf(address: string, headers: Headers): string {
  const url = new URL(address);
  url.searchParams.sort();
  return [url, headers.get("Accept-Language"), headers.get("X-Tenant")].join(" ");
}

export function askEarly(path: string): void {
  const headers = new Headers(spokenFor());
  const address = location.origin + path;
  const one: Early = { asked: Date.now(), answered: 0, answer: fetch(address, { headers }) };
  const note = () => (one.answered = Date.now());
  one.answer.then(note, note);
  early.set(nameOf(address, headers), one);
}

export function takeEarly(request: Request): Early | undefined {
  if (request.method !== "GET" || early.size === 0) return undefined;
  const name = nameOf(request.url, request.headers);
  const found = early.get(name);
  early.delete(name);
  return found && Date.now() - found.asked < STALE_MS ? found : undefined;
}
