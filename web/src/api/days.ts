/**
 * Days and weeks as plain dates ("2026-11-24", "2026-W48"), and what they are in a zone.
 * Lesson times are shown by their *_local twins as they come; the arithmetic here is only for addresses and windows.
 */

import type { Me } from "./schema.gen";

const DAY_MS = 86_400_000;

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && dayOf(utc(text)) === text;
}

export function isWeek(text: string): boolean {
  return /^\d{4}-W\d{2}$/.test(text) && weekOf(mondayOf(text)) === text;
}

export function addDays(day: string, count: number): string {
  return dayOf(utc(day) + count * DAY_MS);
}

/** 0 is Monday. */
export function weekday(day: string): number {
  return (new Date(utc(day)).getUTCDay() + 6) % 7;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / DAY_MS);
}

/** The ISO week that a day lies in: weeks begin on Monday, and week 1 has the year's first Thursday. */
export function weekOf(day: string): string {
  const thursday = addDays(day, 3 - weekday(day));
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

export function mondayOf(week: string): string {
  const fourth = `${week.slice(0, 4)}-01-04`;
  return addDays(fourth, -weekday(fourth) + (Number(week.slice(6)) - 1) * 7);
}

export function addWeeks(week: string, count: number): string {
  return weekOf(addDays(mondayOf(week), count * 7));
}

/** In which a school's days are cut: its own zone, or the reader's where none is known. */
export function zoneOf(me: Pick<Me, "tenant">): string {
  return me.tenant?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The date on the wall in a zone. */
export function todayIn(zone: string, now: number): string {
  const parts = wall(zone, now);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** The instant at which a day begins in a zone; on a day whose midnight is skipped, the first moment after it. */
export function startOfDay(day: string, zone: string): string {
  const wanted = utc(day);
  let at = wanted;
  for (let round = 0; round < 3; round += 1) at += wanted - wallAsUtc(zone, at);
  return new Date(at).toISOString();
}

/** The window of a day as the API's lists take it. */
export function windowOf(day: string, zone: string, days = 1): { from: string; to: string } {
  return {
    from: startOfDay(day, zone),
    to: startOfDay(addDays(day, days), zone),
  };
}

function utc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function wallAsUtc(zone: string, at: number): number {
  const p = wall(zone, at);
  return Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`);
}

const walls = new Map<string, Intl.DateTimeFormat>();

function wall(zone: string, at: number): Record<string, string> {
  let format = walls.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    walls.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}
