import { expect, test } from "vitest";
import { type Line, LINES, weigh } from "./budget";

const NONE = { enter: new Set<string>(), first: new Set<string>(), room: new Set<string>() };
const PAGES: Line = { what: "page", most: 45, of: "each", files: /^[A-Z].*\.js$/ };
const STYLES: Line = { what: "styles", most: 20, of: "all", files: /\.css$/ };

test("each file is held to its line, and together where a line says so", () => {
  const sizes = new Map([
    ["OrdersPage-1.js", 3],
    ["ClusterPage-2.js", 50],
    ["a-3.css", 12],
    ["b-4.css", 9],
  ]);
  expect(weigh(sizes, NONE, [PAGES, STYLES])).toEqual({
    found: [
      { what: "page: OrdersPage-1.js", is: 3, most: 45 },
      { what: "page: ClusterPage-2.js", is: 50, most: 45 },
      { what: "styles", is: 21, most: 20 },
    ],
    amiss: [],
  });
});

test("a file without a line is told, and so is a line without a file", () => {
  const sizes = new Map([
    ["OrdersPage-1.js", 3],
    ["kaiti-2.woff2", 900],
  ]);
  expect(weigh(sizes, NONE, [PAGES, STYLES]).amiss).toEqual([
    "the line “styles” is for no file",
    "no line is for kaiti-2.woff2",
  ]);
});

test("what a document loads at once counts for that document, and for each of them", () => {
  const sizes = new Map([
    ["first-1.js", 10],
    ["TodayPage-2.js", 4],
  ]);
  const loadedBy = { ...NONE, enter: new Set(["first-1.js"]), first: new Set(["first-1.js", "TodayPage-2.js"]) };
  const { found } = weigh(sizes, loadedBy);
  expect(found.filter(({ is }) => is > 0).map(({ what, is }) => [what, is])).toEqual([
    ["sign-in document", 10],
    ["first load of /", 14],
  ]);
});

test("the line of all other chunks takes scripts alone", () => {
  for (const name of ["page.wasm", "logo.svg", "font.woff2", "words.json"])
    expect(LINES.filter(({ files }) => files instanceof RegExp && files.test(name))).toEqual([]);
});
