// A file on its way to the service. XMLHttpRequest, since fetch does not say how much of a body has gone.
import { actingFor, language } from "../../../api/ambient";
import { Failure, failureOf } from "../../../api/problem";
import type { ImportedTimetable } from "../../../api/schema.gen";
import { signedInAgain } from "../../../api/session-end";
import { addressOf } from "../../../api/typed";
import { download } from "../../../ui/download";

export const FILE_BYTES_MAX = 16 * 1024 * 1024;

interface Sending {
  body: ArrayBuffer | Uint8Array<ArrayBuffer>;
  query: Record<string, string>;
  signal: AbortSignal;
  /** How much of it has gone, from 0 to 1. */
  onGone: (share: number) => void;
}

function headers(): Record<string, string> {
  const tenant = actingFor();
  return { "Accept-Language": language(), ...(tenant ? { "X-Tenant": tenant } : {}) };
}

function post({ body, query, signal, onGone }: Sending): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf("/v1/timetables/import", {}, query));
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
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

export async function importTimetable(sending: Sending): Promise<ImportedTimetable> {
  let response = await post(sending);
  while (response.status === 401) {
    await signedInAgain(sending.signal);
    response = await post(sending);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw failureOf(response, answer);
  return answer as ImportedTimetable;
}

export type Template = readonly [format: "xlsx" | "csv", language: "en" | "zh-CN"];

/** A list to fill in, handed to the browser as a file. Not a link: links cannot say whom one acts for. */
export async function downloadTemplate([format, spoken]: Template): Promise<void> {
  const address = addressOf("/v1/timetables/template", {}, { format, language: spoken });
  const response = await fetch(address, { headers: headers() });
  if (!response.ok) throw failureOf(response, await response.json().catch(() => undefined));
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  download(spoken === "en" ? `timetable.${format}` : `课表.${format}`, type, await response.blob());
}
