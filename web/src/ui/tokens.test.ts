import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync("src/ui/tokens.css", "utf8");
const values = (block: string) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map(([, name, value]) => [name!, value!.toLowerCase()]),
  );
const between = (start: string) => {
  const from = css.indexOf("{", css.indexOf(start));
  return values(css.slice(from, css.indexOf("}", from)));
};
const light = between(":root {");
const system = between(':root:not([data-theme="light"])');
const dark = between(':root[data-theme="dark"]');

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

test("the dark set by hand is the dark of the system", () => {
  expect(Object.keys(dark).length).toBeGreaterThan(60);
  expect(system).toEqual(dark);
});

test.each([
  ["light", light],
  ["dark", dark],
])("in %s, text has 4.5 to 1 and the edges of controls 3 to 1 on every surface", (_name, theme) => {
  const surfaces = ["paper", "sheet", "sunk"];
  const texts = [
    "ink",
    "ink-2",
    "ink-3",
    "action",
    "now",
    "scheduled",
    "warming",
    "ready",
    "live",
    "missed",
    "refused",
    "suspended",
  ];
  for (const surface of surfaces) {
    for (const text of texts)
      expect(contrast(theme[text]!, theme[surface]!), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    for (const edge of ["edge", "focus"])
      expect(contrast(theme[edge]!, theme[surface]!), `${edge} on ${surface}`).toBeGreaterThanOrEqual(3);
  }
  for (const state of ["scheduled", "warming", "ready", "live", "missed", "refused", "suspended"]) {
    for (const text of ["ink", "ink-2", state])
      expect(contrast(theme[text]!, theme[`${state}-t`]!), `${text} on ${state}'s tint`).toBeGreaterThanOrEqual(4.5);
  }
  for (const text of ["chalk", "quiet", "bell", "alarm"])
    expect(contrast(theme[text]!, theme["board"]!), `${text} on the board`).toBeGreaterThanOrEqual(4.5);
  expect(contrast(theme["on-action"]!, theme["action"]!)).toBeGreaterThanOrEqual(4.5);
});

test("the pages of the API wear these values and none of their own", () => {
  const docs = readFileSync("../api/src/docs/style.css", "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const own = [...docs.matchAll(/--([\w-]+):/g)].map(([, name]) => name!);
  const known = new Set([...own, ...[...css.matchAll(/--([\w-]+):/g)].map(([, name]) => name!)]);
  const used = [...docs.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name!);
  expect(used.length).toBeGreaterThan(30);
  expect(used.filter((name) => !known.has(name))).toEqual([]);
  expect(docs.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(|prefers-color-scheme/gi)).toBeNull();
  // A value that has the name of one of ours would hide it.
  expect(own).toEqual(["get", "post", "put", "delete"]);
});
