// When a room opens, for whoever reads it: on their own clock, with the day where it is another one, and how long that is.
import type { Language } from "../api/ambient";

const MINUTE_MS = 60_000;

/** `08:45`, or `Tue 1 Dec, 08:45` */
export function moment(language: Language, at: number, now: number, zone?: string): string {
  const locale = language === "en" ? "en-GB" : "zh-CN";
  const where = zone ? { timeZone: zone } : {};
  const day = new Intl.DateTimeFormat(locale, { ...where, weekday: "short", day: "numeric", month: "short" });
  const time = new Intl.DateTimeFormat(locale, { ...where, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [date, clock] = [day.format(at), time.format(at)];
  if (date === day.format(now)) return clock;
  return language === "en" ? `${date}, ${clock}` : `${date} ${clock}`;
}

/** Whole minutes until then, at least one. */
export function minutesLeft(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / MINUTE_MS));
}
