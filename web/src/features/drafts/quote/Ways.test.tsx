import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import type { Quote } from "../../../api/schema.gen";
import type * as Language from "../../../ui/language";
import type { Moved } from "../week-grid/ghosts";
import type { VerdictActions } from "./Verdict";
import { Ways } from "./Ways";

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

const QUOTE = {
  alternatives: [{ change: {}, explain: { message: "Start at 09:00." } }],
  alternatives_complete: true,
} as unknown as Quote;

function buttons(moved: Moved): string[] {
  const actions = { moves: () => moved } as unknown as VerdictActions;
  const drawn = renderToStaticMarkup(<Ways quote={QUOTE} actions={actions} />);
  return [...drawn.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(([, inside = ""]) =>
    inside
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

test("an alternative that moves lessons of other classes says of which, and a button shows the first", () => {
  expect(buttons({ here: 2, elsewhere: [] })).toEqual(["Start at 09:00. Moves 2 lessons of this class"]);
  expect(buttons({ here: 0, elsewhere: ["7-3"] })).toEqual(["Start at 09:00. Moves lessons of 7-3", "Show 7-3"]);
  expect(buttons({ here: 1, elsewhere: ["7-3", "7-4", "7-5"] })).toEqual([
    "Start at 09:00. Moves 1 lesson of this class Moves lessons of 7-3 and 2 more classes too",
    "Show 7-3",
  ]);
});
