// The rows of the week: the periods of the bell schedule, a thin row for every other time at which something starts, and noon.
import type { Period } from "../editor/doc";
import { minutesOf, type Weekday, WEEKDAYS } from "../days/term";
import type { Slot } from "./lines";

export type Row = { is: "period"; period: Period; start: string } | { is: "odd"; start: string } | { is: "noon" };

const NOON = minutesOf("12:00");
/** A break of so many minutes around noon parts the day. */
const BREAK = 55;

export function rowsOf(bells: readonly Period[], starts: Iterable<string>): Row[] {
  const timed: Exclude<Row, { is: "noon" }>[] = bells.map((period) => ({ is: "period", period, start: period.start }));
  const known = new Set(bells.map((period) => period.start));
  for (const start of new Set(starts)) if (!known.has(start)) timed.push({ is: "odd", start });
  timed.sort((a, b) => a.start.localeCompare(b.start));
  const periods = timed.flatMap((row) => (row.is === "period" ? [row.period] : []));
  const before = periods.findLast((one, index) => {
    const next = periods[index + 1];
    const end = minutesOf(one.end);
    return next && minutesOf(one.start) < NOON && minutesOf(next.start) >= NOON && minutesOf(next.start) - end >= BREAK;
  });
  if (!before) return timed;
  const at = timed.findIndex((row) => row.is === "period" && row.start > before.start);
  return [...timed.slice(0, at), { is: "noon" }, ...timed.slice(at)];
}

/** How long the period of these rows lasts that begins then. */
export function lengthsOf(rows: readonly Row[]): (start: string) => number | undefined {
  const of = ({ start, end }: Period) => minutesOf(end) - minutesOf(start);
  const known = new Map(rows.flatMap((row) => (row.is === "period" ? [[row.start, of(row.period)] as const] : [])));
  return (start) => known.get(start);
}

/** Monday to Friday, and what else has lessons or was asked for. */
export function daysOf(slots: readonly Slot[], weekend: boolean): Weekday[] {
  const held = new Set(slots.map((slot) => slot.day));
  return WEEKDAYS.filter((day, index) => index < 5 || weekend || held.has(day));
}

export interface Cell {
  day: Weekday;
  start: string;
}

export function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  return a?.day === b?.day && a?.start === b?.start;
}

/** All cells of the rectangle between two, in the order of rows. */
export function between(a: Cell, b: Cell, starts: readonly string[], days: readonly Weekday[]): Cell[] {
  const span = <T>(list: readonly T[], x: T, y: T) => {
    const [i, j] = [list.indexOf(x), list.indexOf(y)].sort((m, n) => m - n) as [number, number];
    return list.slice(Math.max(0, i), j + 1);
  };
  return span(starts, a.start, b.start).flatMap((start) => span(days, a.day, b.day).map((day) => ({ day, start })));
}
