import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import type * as Language from "../../../ui/language";
import { NO_MARKS } from "../quote/fit";
import type { Edits } from "./edits";
import { hangingOver } from "./ghosts";
import type { Slot } from "./lines";
import { rowsOf } from "./rows";
import { WeekGrid } from "./WeekGrid";

// Where there is no document, there is no language to hear of.
vi.mock("../../../ui/language", async (real) => {
  const all = await real<typeof Language>();
  const useMessages = (texts: Language.Messages) => all.pick(texts, "en");
  return { ...all, useLanguage: () => "en", useMessages };
});

beforeEach(() => {
  vi.stubGlobal("location", { search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});

const nothing = () => undefined;
const EDITS: Edits = {
  paint: nothing,
  type: nothing,
  clear: nothing,
  move: nothing,
  copy: nothing,
  put: nothing,
  paste: nothing,
  change: nothing,
  add: nothing,
  clearOne: nothing,
};
const BELLS = [
  { name: "1", start: "08:00", end: "08:45" },
  { name: "2", start: "08:55", end: "09:40" },
];
const slot = (title: string, day: Slot["day"], start: string): Slot => ({
  line: title,
  title,
  day,
  start,
  minutes: 45,
  weeks: "all",
  room: "7-1",
  teachers: [],
  shared: 1,
});
const MATHS = slot("Maths", "MO", "08:00");
const MUSIC = slot("Music", "TU", "08:00");

/** The cells of a week in which an alternative would put these: what each is called, and what is read in it. */
function cells(ghosts: readonly Slot[]): [label: string, text: string][] {
  const drawn = renderToStaticMarkup(
    <WeekGrid
      label="7-1"
      rows={rowsOf(BELLS, [])}
      days={["MO", "TU"]}
      slots={[MATHS, MUSIC]}
      marks={NO_MARKS}
      ghosts={ghosts}
      edits={EDITS}
      weeks="all"
      subjects={[]}
      onOpen={nothing}
      narrow={false}
    />,
  );
  return [...drawn.matchAll(/<td[^>]*aria-label="([^"]*)"[^>]*>(.*?)<\/td>/gs)].map(([, label = "", inside = ""]) => [
    label,
    inside
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  ]);
}

const wordsOf = (text: string) =>
  text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ");

test("a cell is called what is read in it, the ghost of an alternative too", () => {
  const all = cells([slot("Maths", "MO", "08:55"), slot("Maths", "TU", "08:00")]);
  expect(all).toHaveLength(4);
  for (const [label, text] of all) expect(wordsOf(label)).toContain(wordsOf(text));
  expect(all.map(([, text]) => text)).toEqual(["Maths", "Music Maths to 08:00", "Maths to 08:55", ""]);
});

test("what is carried hangs over its target, and what it takes the place of over where it came from", () => {
  const at = (cell: { day: string; start: string }) =>
    [MATHS, MUSIC].filter((one) => one.day === cell.day && one.start === cell.start);
  const from = { day: "MO", start: "08:00" } as const;
  const to = { day: "TU", start: "08:00" } as const;
  const state = { focus: to, carry: { from, copy: false } };
  const price = { cell: to, fits: false, said: ["60 → 61 of 100 rooms"] };
  const over = (copy: boolean) => ({ state: { ...state, carry: { from, copy } }, at, ghost: undefined, price });
  expect(hangingOver(to, over(false))).toEqual({ title: "Maths", price });
  expect(hangingOver(from, over(false))).toEqual({ title: "Music" });
  expect(hangingOver(from, over(true))).toBeUndefined();
  expect(hangingOver(to, { ...over(false), state: { focus: from, carry: { from, copy: false } } })).toBeUndefined();
});
