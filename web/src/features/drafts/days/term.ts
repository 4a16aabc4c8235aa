// Days and weeks of a term, as plain dates (`2026-09-07`): no zone, no clock. Weeks start on Monday, and week 1 holds the first day, as in the API.
import type { Term } from "../../../api/schema.gen";

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DAY_MS = 86_400_000;

function number(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function text(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether it is a date that exists. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const at = number(day);
  return !Number.isNaN(at) && text(at) === day;
}

export function addDays(day: string, days: number): string {
  return text(number(day) + days);
}

/** Days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return number(to) - number(from);
}

export function weekdayOf(day: string): Weekday {
  return WEEKDAYS[(((number(day) + 3) % 7) + 7) % 7] ?? "MO";
}

export function mondayOf(day: string): string {
  return addDays(day, -WEEKDAYS.indexOf(weekdayOf(day)));
}

/** Which week of the term a day is in, from 1; 0 and less before it. */
export function weekOf(day: string, term: Term): number {
  return Math.floor(daysBetween(mondayOf(term.first_day), day) / 7) + 1;
}

/** Whether both ends are dates, in their order. */
export function isTerm(term: Term): boolean {
  return isDay(term.first_day) && isDay(term.last_day) && term.first_day <= term.last_day;
}

/** The Mondays of the term's weeks; none of a term that is not one yet. At most 60. */
export function weeksOf(term: Term): string[] {
  if (!isTerm(term)) return [];
  const weeks = Math.min(60, weekOf(term.last_day, term));
  return Array.from({ length: weeks }, (_, index) => addDays(mondayOf(term.first_day), 7 * index));
}

export function inTerm(day: string, term: Term): boolean {
  return term.first_day <= day && day <= term.last_day;
}

/** Odd weeks are A weeks. */
export function parityOf(day: string, term: Term): "A" | "B" {
  return weekOf(day, term) % 2 === 0 ? "B" : "A";
}

/** Minutes from midnight of `09:05`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

export function timeOf(minutes: number): string {
  const within = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** `8:5`, `08.05`, `8：05` and `0805` as `08:05`; undefined when it is no time. */
export function readTime(said: string): string | undefined {
  const match = /^(\d{1,2})[:.：时h](\d{1,2})?分?$|^(\d\d)(\d\d)$/.exec(said.trim());
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1] ?? match[3]), Number(match[2] ?? match[4] ?? 0)];
  return hours < 24 && minutes < 60 ? timeOf(hours * 60 + minutes) : undefined;
}
