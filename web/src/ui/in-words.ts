// What stands in a field for a date or a time, in the reader's words: the field itself speaks the browser's language, and `09/07` is two days. Pure.
import type { Language } from "../api/ambient";
import { isDay } from "../api/days";
import { kept, locale, wallTime } from "./format";

export type Kind = "date" | "time" | "datetime-local";

/** Nothing of what is not complete, or no day. */
export function inWords(kind: Kind, value: string, language: Language): string {
  if (kind === "time") return /^\d{2}:\d{2}/.test(value) ? wallTime(value) : "";
  const [day = "", time = ""] = value.split("T");
  if (!isDay(day)) return "";
  const said = dateOf(day, language);
  return kind === "date" ? said : `${said} ${wallTime(time)}`;
}

function dateOf(day: string, language: Language): string {
  const make = () =>
    new Intl.DateTimeFormat(locale(language), {
      weekday: "short",
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    });
  return kept(`w${language}`, make).format(new Date(`${day}T00:00:00Z`));
}

/** Whether the browser's own fields count to twelve. Those that count to twenty-four say a time as the portal does. */
export function saysTwelve(): boolean {
  const make = () => new Intl.DateTimeFormat(undefined, { hour: "numeric" });
  return kept("twelve", make).resolvedOptions().hour12 === true;
}
