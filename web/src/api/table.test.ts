import { afterEach, expect, test, vi } from "vitest";
import { nextOf, tableOf } from "./table";

const MARK = "\ufeff";
afterEach(() => vi.unstubAllGlobals());

/** The service with a list of so many parts; what was asked of it. */
function service(parts: readonly string[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal("location", { origin: "http://here", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push(`${request.headers.get("Accept")} ${pathname} ${searchParams}`);
    const part = Number(searchParams.get("cursor") ?? 0);
    const link = part + 1 < parts.length ? { Link: `</v1/orders?q=7&cursor=${part + 1}>; rel="next"` } : undefined;
    return Promise.resolve(new Response(`${MARK}name\r\n${parts[part]}`, link ? { headers: link } : {}));
  });
  return asked;
}

/** The text with the mark, which reading a text takes off. */
const textOf = async (file: Blob) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(await file.arrayBuffer());

test("parts are one file, with one heading and the mark by which a spreadsheet knows UTF-8", async () => {
  const asked = service(["七年级1班\r\n", "七年级2班\r\n", "七年级3班\r\n"]);
  const { file, isWhole } = await tableOf("/v1/orders", { q: "7" });
  expect(await textOf(file)).toBe(`${MARK}name\r\n七年级1班\r\n七年级2班\r\n七年级3班\r\n`);
  expect([file.type, isWhole]).toEqual(["text/csv;charset=utf-8", true]);
  expect(asked).toEqual([
    "text/csv /v1/orders q=7",
    "text/csv /v1/orders q=7&cursor=1",
    "text/csv /v1/orders q=7&cursor=2",
  ]);
});

test("a list without an end is not asked for without an end, and the file says so", async () => {
  const asked = service(Array<string>(1000).fill("a\r\n"));
  expect((await tableOf("/v1/orders", {})).isWhole).toBe(false);
  expect(asked).toHaveLength(40);
});

test("a Link that leads nowhere is the end", () => {
  expect(nextOf(null)).toBeUndefined();
  expect(nextOf('</v1/orders?cursor=a%2Bb&q=%E8%AF%BE>; rel="next"')).toEqual({ cursor: "a+b", q: "课" });
});
