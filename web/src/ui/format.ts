// Counts, dates and times by Intl. A `*_local` time of the API is wall time where the lessons are: its digits are shown as they stand and never converted.
import type { Language } from "../api/ambient";
import { useLanguage } from "./language";

type DateStyle = "day" | "short" | "weekday" | "long" | "year" | "month";

const DATES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short" },
  short: { weekday: "short", day: "numeric", month: "short" },
  weekday: { weekday: "short" },
  long: { weekday: "long", day: "numeric", month: "long" },
  year: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "long", year: "numeric" },
};

const cache = new Map<string, unknown>();
export function kept<T>(name: string, make: () => T): T {
  if (!cache.has(name)) cache.set(name, make());
  return cache.get(name) as T;
}

/** `09:00` of `2026-09-07T09:00:00+08:00` or of `09:00:00`. */
export function wallTime(local: string): string {
  return local.includes("T") ? local.slice(11, 16) : local.slice(0, 5);
}

/** `2026-09-07` of `2026-09-07T09:00:00+08:00`. */
export function wallDate(local: string): string {
  return local.slice(0, 10);
}

/** Of a day as `2026-09-07`. */
function formatDate(language: Language, day: string, style: DateStyle): string {
  const format = kept(
    `d${language}${style}`,
    () => new Intl.DateTimeFormat(locale(language), { ...DATES[style], timeZone: "UTC" }),
  );
  return format.format(new Date(`${wallDate(day)}T00:00:00Z`));
}

export function locale(language: Language): string {
  return language === "en" ? "en-GB" : "zh-CN";
}

/** A moment's parts where `zone` is. */
function formatMoment(
  language: Language,
  at: string | number,
  zone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): string {
  const name = `m${language}${zone ?? ""}${JSON.stringify(options)}`;
  const make = () =>
    new Intl.DateTimeFormat(locale(language), { ...options, ...(zone ? { timeZone: zone } : {}), hourCycle: "h23" });
  return kept(name, make).format(new Date(at));
}

/** `2026-09-07` where `zone` is. */
export function dayIn(zone: string | undefined, at: string | number): string {
  const make = () =>
    new Intl.DateTimeFormat("en-CA", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      ...(zone ? { timeZone: zone } : {}),
    });
  return kept(`day${zone ?? ""}`, make).format(new Date(at));
}

function duration(language: Language, seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  if (seconds < 600) return `${minutes}:${String(rest).padStart(2, "0")}`;
  if (minutes < 120) return language === "en" ? `${minutes} min` : `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return language === "en" ? `${hours} h` : `${hours} 小时`;
  return language === "en" ? `${Math.floor(hours / 24)} days` : `${Math.floor(hours / 24)} 天`;
}

export interface Format {
  /** `5,812` */
  count(value: number): string;
  percent(share: number): string;
  /** A day or a `*_local` time as a date. */
  date(day: string, style?: DateStyle): string;
  /** `08:47` of a moment, where `zone` is; without a zone where the reader is. */
  time(at: string | number, zone?: string): string;
  /** `08:47:12` */
  clock(at: string | number, zone?: string): string;
  /** `28 Nov, 08:47` */
  moment(at: string | number, zone?: string): string;
  /** `7:42`, `25 min`, `3 h` */
  duration(seconds: number): string;
  list(items: readonly string[]): string;
  /** `Beijing time` for `Asia/Shanghai` */
  zone(zone: string): string;
}

export function formats(language: Language): Format {
  return kept(`f${language}`, () => ({
    count: (value: number) => kept(`n${language}`, () => new Intl.NumberFormat(locale(language))).format(value),
    percent: (share: number) =>
      kept(
        `p${language}`,
        () => new Intl.NumberFormat(locale(language), { style: "percent", maximumFractionDigits: 0 }),
      ).format(share),
    date: (day: string, style: DateStyle = "day") => formatDate(language, day, style),
    time: (at: string | number, zone?: string) =>
      formatMoment(language, at, zone, { hour: "2-digit", minute: "2-digit" }),
    clock: (at: string | number, zone?: string) =>
      formatMoment(language, at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    moment: (at: string | number, zone?: string) =>
      formatMoment(language, at, zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    duration: (seconds: number) => duration(language, Math.max(0, seconds)),
    list: (items: readonly string[]) => kept(`l${language}`, () => new Intl.ListFormat(locale(language))).format(items),
    zone: (zone: string) => zoneName(language, zone),
  }));
}

function zoneName(language: Language, zone: string): string {
  const make = () => new Intl.DateTimeFormat(locale(language), { timeZone: zone, timeZoneName: "longGeneric" });
  const part = kept(`z${language}${zone}`, make)
    .formatToParts(0)
    .find((one) => one.type === "timeZoneName");
  return part?.value ?? zone;
}

export function useFormat(): Format {
  return formats(useLanguage());
}
