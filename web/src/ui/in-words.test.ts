import { expect, test } from "vitest";
import { inWords } from "./in-words";

test.each([
  ["date", "2026-09-07", "Mon, 7 September 2026", "2026年9月7日周一"],
  ["date", "2028-02-29", "Tue, 29 February 2028", "2028年2月29日周二"],
  ["time", "08:55", "08:55", "08:55"],
  ["time", "20:05:00", "20:05", "20:05"],
  ["datetime-local", "2026-09-07T08:55", "Mon, 7 September 2026 08:55", "2026年9月7日周一 08:55"],
] as const)("a %s of %s is said in the reader's language", (kind, value, en, zh) => {
  expect(inWords(kind, value, "en")).toBe(en);
  expect(inWords(kind, value, "zh-CN")).toBe(zh);
});

test.each([
  ["date", ""],
  ["date", "2026-02-30"],
  ["date", "tomorrow"],
  ["time", ""],
  ["time", "8"],
  ["datetime-local", ""],
] as const)("of a %s that is %j nothing is said", (kind, value) => {
  expect(inWords(kind, value, "en")).toBe("");
});
