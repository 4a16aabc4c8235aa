import { readdirSync, readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { DateField, MomentField, TimeInput } from "./when";

const language = vi.hoisted(() => ({ is: "en" }));
// Where there is no document, there is no language to hear of.
vi.mock("./language", async (real) => ({ ...(await real<object>()), useLanguage: () => language.is }));

/** The texts by which the input is described. */
function descriptions(html: string): (string | undefined)[] {
  const ids = /<input[^>]*aria-describedby="([^"]*)"/.exec(html)?.[1]?.split(" ") ?? [];
  return ids.map((id) => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]);
}

test.each([
  ["en", "Mon, 7 September 2026"],
  ["zh-CN", "2026年9月7日周一"],
])("a field for a day is the browser's, and described in %s", (is, said) => {
  language.is = is;
  const html = renderToStaticMarkup(<DateField label="From" hint="Or later." name="/from" defaultValue="2026-09-07" />);
  expect(html).toMatch(/<input[^>]*type="date"/);
  expect(html).toMatch(/<label for="([^"]*)">From<\/label>.*<input[^>]*id="\1"/);
  expect(descriptions(html)).toEqual([said, "Or later."]);
});

test("nothing is said of a field that is empty, and what the page says of it stays", () => {
  language.is = "en";
  expect(descriptions(renderToStaticMarkup(<DateField label="From" value="" onChange={() => undefined} />))).toEqual(
    [],
  );
  expect(descriptions(renderToStaticMarkup(<MomentField label="From" hint="At once." />))).toEqual(["At once."]);
});

test("an input within a table has its name from there", () => {
  const html = renderToStaticMarkup(<TimeInput aria-label="Begins 1" defaultValue="08:55" />);
  expect(html).toMatch(/<input[^>]*aria-label="Begins 1"[^>]*type="time"/);
  // Node's own language counts to twelve.
  expect(descriptions(html)).toEqual(["08:55"]);
});

test("every field for a day or a time is one of these", () => {
  const bare = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx") && !file.includes(".test."))
    .filter((file) => /type="(?:date|time|datetime-local|month|week)"/.test(readFileSync(`src/${file}`, "utf8")));
  expect(bare).toEqual([]);
});
