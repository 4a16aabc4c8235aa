// Lists as tables for a spreadsheet: the parts in which the service gives one, joined to the file that it would have been.
import { client, settled } from "./client";

/** What there is as a table. */
export type Tabled =
  | "/v1/capacity"
  | "/v1/capacity/accuracy"
  | "/v1/capacity/node-plan"
  | "/v1/classrooms"
  | "/v1/events"
  | "/v1/invoices"
  | "/v1/lessons"
  | "/v1/members"
  | "/v1/orders"
  | "/v1/platform/promises/ledger"
  | "/v1/promises/ledger"
  | "/v1/usage"
  | "/v1/usage/calendar"
  | "/v1/usage/forecast";

export interface TableFile {
  file: Blob;
  /** Whether all of the list is in it. */
  isWhole: boolean;
}

/** Parts of 5,000 rows: more than a spreadsheet is good for. */
const PARTS_MAX = 40;

export async function tableOf(path: Tabled, query: object): Promise<TableFile> {
  const parts: Blob[] = [];
  let asked: object | undefined = query;
  while (asked && parts.length < PARTS_MAX) {
    const init = { params: { query: asked }, headers: { Accept: "text/csv" }, parseAs: "blob" } as const;
    // All of them are asked for in one way; their parameters are checked where they are made.
    const { data, response } = await settled(client.GET(path as "/v1/orders", init));
    const part = data as Blob;
    parts.push(parts.length === 0 ? part : part.slice(await headingOf(part)));
    asked = nextOf(response.headers.get("Link"));
  }
  return { file: new Blob(parts, { type: "text/csv;charset=utf-8" }), isWhole: asked === undefined };
}

/** How long the mark and the heading of a part are, in bytes. */
async function headingOf(part: Blob): Promise<number> {
  return new Uint8Array(await part.arrayBuffer()).indexOf(10) + 1;
}

/** What to ask for the next part. */
export function nextOf(link: string | null): Record<string, string> | undefined {
  const [, address] = /<([^>]*)>; rel="next"/.exec(link ?? "") ?? [];
  return address === undefined ? undefined : Object.fromEntries(new URL(address, "http://here").searchParams);
}
