/**
 * A week as a ruled sheet: columns are days, rows are periods. Pure. A start that occurs on one day alone, in a week
 * that has a rhythm, is an odd time and gets a thin row of its own, so that it does not break the sheet.
 */
import { clockOf, dateOf } from "../day";
import type { Lesson } from "../types";
import { addDays, weekday } from "../../../api/days";

export interface WeekRow {
  kind: "period" | "odd";
  key: string;
  start: string;
  /** The end that most of its lessons have. */
  end: string;
  /** Counted from 1 over the periods; odd times have none. */
  number: number | undefined;
  /** One list a day shown. */
  cells: Lesson[][];
}

export type WeekLine = WeekRow | { kind: "noon"; key: string };

export interface Week {
  days: string[];
  lines: WeekLine[];
  lessons: number;
}

/** `cancelled`: with those too that are cancelled, where somebody may look for what became of them. */
export function weekSheet(lessons: readonly Lesson[], monday: string, { cancelled = false } = {}): Week {
  const shown = lessons.filter((lesson) => cancelled || lesson.state !== "cancelled");
  const days = daysShown(shown, monday);
  const starts = new Map<string, Lesson[]>();
  for (const lesson of shown) {
    const key = clockOf(lesson.starts_at_local);
    starts.set(key, [...(starts.get(key) ?? []), lesson]);
  }
  const rhythm = Math.max(0, ...[...starts.values()].map(daysOf));
  let number = 0;
  const rows = [...starts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([start, list]): WeekRow => {
      const odd = rhythm >= 3 && daysOf(list) === 1;
      if (!odd) number += 1;
      return {
        kind: odd ? "odd" : "period",
        key: start,
        start,
        end: mostCommon(list.map((lesson) => clockOf(lesson.ends_at_local))),
        number: odd ? undefined : number,
        cells: days.map((day) => list.filter((lesson) => dateOf(lesson.starts_at_local) === day)),
      };
    });
  return { days, lines: withNoon(rows), lessons: shown.length };
}

function daysShown(lessons: readonly Lesson[], monday: string): string[] {
  const last = Math.max(4, ...lessons.map((lesson) => weekday(dateOf(lesson.starts_at_local))));
  return Array.from({ length: last + 1 }, (_, index) => addDays(monday, index));
}

/** Noon stands before the first period that begins an hour or more after the one before it, around the middle of the day. */
function withNoon(rows: WeekRow[]): WeekLine[] {
  let end = 0;
  const at = rows.findIndex((row) => {
    if (row.kind === "odd") return false;
    const pause = end > 0 && minutes(row.start) - end >= 60;
    const midday = end >= 10.5 * 60 && minutes(row.start) <= 15 * 60;
    end = Math.max(end, minutes(row.end));
    return pause && midday;
  });
  return at < 0 ? rows : [...rows.slice(0, at), { kind: "noon", key: "noon" }, ...rows.slice(at)];
}

function daysOf(lessons: readonly Lesson[]): number {
  return new Set(lessons.map((lesson) => dateOf(lesson.starts_at_local))).size;
}

function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))[0]?.[0] ?? "";
}

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
