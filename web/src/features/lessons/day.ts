/**
 * The day as a table: rows are classes or teachers, columns are bells. Pure: a day and a moment in, what stands in each cell out.
 * A state is said once: the head of a column says what its lessons share, a cell bears a shape only at the bell that
 * is next (or running), or where it differs from its column.
 */
import type { PeriodView } from "../../api/schema.gen";
import type { Lesson, LessonState } from "./types";

export type Period = PeriodView;

export type Tally = Partial<Record<LessonState, number>>;

export interface Column {
  /** The start on the wall, "08:55": what lessons of this column share. */
  key: string;
  startsAt: string;
  endsAt: string;
  place: "past" | "hot" | "later";
  /** A pause of an hour or more stands before it. */
  afterBreak: boolean;
}

/** Worst first: what a person should see before anything else. */
export const STATES: readonly LessonState[] = ["missed", "warming", "live", "ready", "scheduled", "ended", "cancelled"];

const BREAK_MS = 60 * 60_000;

/** "08:55" of "2026-11-24T08:55:00+08:00". */
export function clockOf(local: string): string {
  return local.slice(11, 16);
}

/** "2026-11-24" of "2026-11-24T08:55:00+08:00". */
export function dateOf(local: string): string {
  return local.slice(0, 10);
}

export function columnsOf(periods: readonly Period[], now: number): Column[] {
  const byStart = new Map<string, { startsAt: string; endsAt: string }>();
  for (const period of periods) {
    const key = clockOf(period.starts_at_local);
    const known = byStart.get(key);
    if (!known || Date.parse(period.ends_at) > Date.parse(known.endsAt)) {
      byStart.set(key, { startsAt: period.starts_at, endsAt: period.ends_at });
    }
  }
  const columns = [...byStart]
    .map(([key, times]) => ({ key, ...times }))
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  const hot = columns.findIndex((column) => Date.parse(column.endsAt) > now);
  return columns.map((column, index) => {
    const before = columns[index - 1];
    return {
      ...column,
      place: index === hot ? "hot" : hot < 0 || index < hot ? "past" : "later",
      afterBreak: before !== undefined && Date.parse(column.startsAt) - Date.parse(before.endsAt) >= BREAK_MS,
    };
  });
}

export function tallyOf(lessons: readonly Lesson[]): Tally {
  const tally: Tally = {};
  for (const lesson of lessons) tally[lesson.state] = (tally[lesson.state] ?? 0) + 1;
  return tally;
}

/** How the lessons of each column stand, of these rows. */
export function talliesOf(
  rows: readonly { readonly lessons: readonly Lesson[] }[],
  columns: readonly Column[],
  now: number,
): Tally[] {
  const cells = rows.map((row) => cellsOf(asShown(row.lessons, now)));
  return columns.map((column) => tallyOf(cells.flatMap((row) => row.get(column.key) ?? [])));
}

/** What a column's head says: the states that occur, worst first. One state alone needs no number. */
export function heading(tally: Tally): { state: LessonState; count: number | undefined }[] {
  const present = STATES.filter((state) => (tally[state] ?? 0) > 0);
  if (present.length === 1) return present.map((state) => ({ state, count: undefined }));
  return present.slice(0, 3).map((state) => ({ state, count: tally[state] }));
}

/** The state that a column's lessons mostly have: cells that have it too bear no shape of their own. */
export function usual(tally: Tally): LessonState | undefined {
  let best: LessonState | undefined;
  for (const state of STATES) if ((tally[state] ?? 0) > (best ? (tally[best] ?? 0) : 0)) best = state;
  return best;
}

/** How a lesson is shown: what is still coming up when its room was due is not ready, and nothing milder. */
export function shownState(lesson: Lesson, now: number): LessonState {
  return lesson.state === "warming" && now >= Date.parse(lesson.ready_by) ? "missed" : lesson.state;
}

/** The same lessons with the states that are shown. */
export function asShown(lessons: readonly Lesson[], now: number): Lesson[] {
  return lessons.map((lesson) => ({ ...lesson, state: shownState(lesson, now) }));
}

/** Whether people may go in: its room is up for it. */
export function isOpen(lesson: Lesson): boolean {
  return lesson.state === "ready" || lesson.state === "live";
}

/** The lessons of a row, by the column that they begin in. */
export function cellsOf(lessons: readonly Lesson[]): Map<string, Lesson[]> {
  const cells = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    const key = clockOf(lesson.starts_at_local);
    const there = cells.get(key);
    if (there) there.push(lesson);
    else cells.set(key, [lesson]);
  }
  return cells;
}

/** How badly a row stands at a bell: 0 is worst, so that rows sort with what needs somebody first. */
export function rank(lessons: readonly Lesson[] | undefined): number {
  if (!lessons || lessons.length === 0) return STATES.length;
  return Math.min(...lessons.map((lesson) => STATES.indexOf(lesson.state)));
}
