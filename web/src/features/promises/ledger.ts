// How promises were kept, summed: by week as the API says it, and over all weeks that are shown. Pure.
import type { PromiseWeek } from "../../api/schema.gen";

export interface Kept {
  lessons: number;
  broken: number;
  late: number;
  unknown: number;
  weeks: number;
}

export function keptOver(items: readonly PromiseWeek[]): Kept {
  const sum = (of: (week: PromiseWeek) => number) => items.reduce((total, week) => total + of(week), 0);
  return {
    lessons: sum((week) => week.lessons),
    broken: sum((week) => week.broken),
    late: sum((week) => week.late),
    unknown: sum((week) => week.unknown),
    weeks: new Set(items.map((week) => week.week)).size,
  };
}

/** The newest week first, and in it the cluster that kept least. */
export function newestFirst(items: readonly PromiseWeek[]): PromiseWeek[] {
  return [...items].sort((a, b) => b.week.localeCompare(a.week) || b.broken - a.broken || b.late - a.late);
}

/** Why rooms of a week were not ready in time, with how many lessons each. Empty where all were. */
export function causesOf(week: PromiseWeek, count: (of: number) => string): string {
  return week.causes.map((cause) => `${cause.title} ${count(cause.lessons)}`).join(", ");
}
