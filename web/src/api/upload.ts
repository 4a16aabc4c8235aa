// A file on its way to the service. XMLHttpRequest, since fetch does not say how much of a body has gone.
import { actingFor, language } from "./ambient";
import { Failure, failureOf } from "./problem";
import { signedInAgain } from "./session-end";
import { addressOf } from "./typed";

/** What the service reads of a file at most. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Where files are read. */
export type ReadsFiles = "/v1/academic-calendars/import" | "/v1/timetables/import";

export interface Sending {
  body: ArrayBuffer | Uint8Array<ArrayBuffer>;
  query: Record<string, string>;
  signal: AbortSignal;
  /** How much of it has gone, from 0 to 1. */
  onGone: (share: number) => void;
}

/** In which language one wants to be answered, and whom one acts for. */
export function ownHeaders(): Record<string, string> {
  const tenant = actingFor();
  return { "Accept-Language": language(), ...(tenant ? { "X-Tenant": tenant } : {}) };
}

function post(path: ReadsFiles, { body, query, signal, onGone }: Sending): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf(path, {}, query));
    for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onGone(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const given = ["X-Request-Id", "Retry-After"].flatMap((name): [string, string][] => {
        const value = request.getResponseHeader(name);
        return value === null ? [] : [[name, value]];
      });
      resolve(new Response(request.responseText, { status: request.status, headers: given }));
    };
    request.onerror = () => reject(new Failure("offline", 0, undefined, undefined, undefined));
    request.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

/** The file as it was understood. */
export async function upload<T>(path: ReadsFiles, sending: Sending): Promise<T> {
  let response = await post(path, sending);
  while (response.status === 401) {
    await signedInAgain(sending.signal);
    response = await post(path, sending);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw failureOf(response, answer);
  return answer as T;
}
