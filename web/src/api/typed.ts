// Requests typed by the API's document. The types are openapi-fetch's; of what it does at run time a tenth is needed here, and its code would be a
// seventieth of all that the first page loads.
import type { Client } from "openapi-fetch";
import type { paths } from "./schema.gen";

type Given = Record<string, unknown>;

interface Init extends Omit<RequestInit, "body" | "method"> {
  params?: { path?: Given; query?: Given; header?: Record<string, string> };
  body?: unknown;
  /** Answers are JSON otherwise. */
  parseAs?: "blob";
}

type Send = (request: Request) => Promise<Response>;

/** `headers` go with every request, but where it has its own. */
export function typedClient(send: Send, headers: () => Record<string, string>): Client<paths, "application/json"> {
  const ask =
    (method: string) =>
    async (path: string, init: Init = {}) => {
      const request = requestOf(method, path, init, headers());
      const response = await send(request);
      // Bytes as they came: a text would lose the mark that it begins with.
      if (response.ok && init.parseAs === "blob") return { data: await response.blob(), response };
      const text = await response.text();
      if (!response.ok) return { error: parsed(text), response };
      return { data: text === "" ? undefined : (JSON.parse(text) as unknown), response };
    };
  const verbs = ["GET", "PUT", "POST", "PATCH", "DELETE"].map((method) => [method, ask(method)]);
  return Object.fromEntries(verbs) as Client<paths, "application/json">;
}

function requestOf(method: string, path: string, init: Init, common: Record<string, string>): Request {
  const { params = {}, body, parseAs: _, headers: own, ...rest } = init;
  const headers = new Headers({ ...common, ...params.header });
  new Headers(own).forEach((value, name) => headers.set(name, value));
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const address = addressOf(path, params.path ?? {}, params.query ?? {});
  return new Request(location.origin + address, {
    ...rest,
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** `{id}` of a path and what is asked: a list is its name several times, and what is not there is left out. */
export function addressOf(path: string, inPath: Given, query: Given): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(inPath[name])));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => [name, String(one)]),
  );
  const asked = new URLSearchParams(pairs).toString();
  return asked ? `${filled}?${asked}` : filled;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
