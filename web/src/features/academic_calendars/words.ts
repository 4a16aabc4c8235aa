// Days of a calendar in words and in order, and the days that come of a change.
import type { Day } from "../../api/schema.gen";
import type { useFormat } from "../../ui/format";
import type { useMessages } from "../../ui/language";
import type { calendarMessages } from "./messages";

type Words = ReturnType<typeof useMessages<typeof calendarMessages>>;

const first = (day: Day) => ("runs_as" in day ? day.date : day.from);

export function sorted(days: readonly Day[]): Day[] {
  return [...days].sort((a, b) => first(a).localeCompare(first(b)));
}

/** When, and what it is. */
export function dayWords(day: Day, words: Words, format: ReturnType<typeof useFormat>): [when: string, what: string] {
  const date = (on: string) => format.date(on, "long");
  if ("runs_as" in day) return [date(day.date), words.asDay(date(day.runs_as))];
  return [day.from === day.to ? date(day.from) : words.range(date(day.from), date(day.to)), words.off];
}
