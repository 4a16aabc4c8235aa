// Space and type come off one scale, in every style sheet. What is drawn and not set (a cell's inset, a shape, a bell's block) is named here.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SPACE = [4, 8, 12, 16, 24, 32, 48, 64];
/** A hairline, or the heavy rule: what makes up for a border. */
const RULES = [0, 1, 2];
const TYPE = [12, 14, 16, 20, 24, 32, 40];
const PX_A_REM = 16;

/** By file, what stands in it beside the scale, and why. */
const DRAWN: Readonly<Record<string, readonly number[]>> = {
  // A lesson lies in its cell as a slip of paper does; the corner is kept free for its mark
  "features/drafts/week-grid/week.module.css": [3, 72],
  "features/lessons/week-view/week.module.css": [3],
  // Beside the shape on top of a bell, which is 12 px
  "features/bells/bells.module.css": [3],
  // Around a figure, so that the hatch does not cross it
  "features/capacity/heat.module.css": [3],
  // As far as the shapes of the steps reach
  "features/orders/orders.module.css": [28],
  // A check box within a line of 20 px
  "ui/controls.module.css": [20],
};
/** Shapes are drawn as large as their `font-size` says. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "ui/status.module.css": [28],
  "ui/critical.css": [28],
  "features/platform/next-bell.module.css": [28],
  "features/drafts/week-grid/week.module.css": [18],
};

const sheets = [...readdirSync("src", { recursive: true, encoding: "utf8" }), "../../api/src/docs/style.css"]
  .filter((file) => file.endsWith(".css"))
  .map((file) => [file, readFileSync(`src/${file}`, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")] as const);

/** The lengths that declarations of a property name themselves, in pixels. */
function lengthsOf(css: string, property: RegExp): number[] {
  return [...css.matchAll(/([\w-]+):\s*([^;{}]+);/g)]
    .filter(([, name]) => property.test(name!))
    .flatMap(([, , value]) => [...value!.matchAll(/(?<![\w.-])-?([\d.]+)(px|rem)\b/g)])
    .map(([, number, unit]) => Number(number) * (unit === "rem" ? PX_A_REM : 1));
}

test.each(sheets)("the space of %s is off the scale nowhere", (file, css) => {
  const known = [...SPACE, ...RULES, ...(DRAWN[file] ?? [])];
  const found = lengthsOf(css, /^(margin|padding|gap|row-gap|column-gap)(-|$)/).filter((px) => !known.includes(px));
  expect(found).toEqual([]);
});

test.each(sheets)("the type of %s is of one of seven sizes", (file, css) => {
  const known = [...TYPE, ...(SHAPES[file] ?? [])];
  expect(lengthsOf(css, /^font-size$/).filter((px) => !known.includes(px))).toEqual([]);
});

test("what is off the scale is seen", () => {
  expect(lengthsOf(".a { gap: 0.375rem var(--s1); margin: -3px 0; }", /^(gap|margin)$/)).toEqual([6, 3]);
  expect(sheets.length).toBeGreaterThan(30);
});
