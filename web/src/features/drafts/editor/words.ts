// Things of a document in words: a line, a day that differs.
import type { Day } from "../../../api/schema.gen";
import type { Format } from "../../../ui/format";
import type { gridMessages } from "../week-grid/messages";
import type { pick } from "../../../ui/language";
import type { draftMessages } from "../messages";
import { WEEKDAYS } from "../days/term";
import { type DraftLine, isWeekly, type Odd } from "./doc";

type Words = ReturnType<typeof pick<typeof draftMessages>>;
type GridWords = ReturnType<typeof pick<typeof gridMessages>>;

export function lineInWords(line: DraftLine, words: GridWords, format: Format): string {
  const when = isWeekly(line)
    ? [line.when.days.map((day) => words[day]).join(" "), line.when.weeks === "all" ? "" : words[line.when.weeks]]
    : oddInWords(line.when, words, format);
  const rooms = line.rooms ? line.rooms.slice(0, 4).join(", ") + (line.rooms.length > 4 ? "…" : "") : "";
  return [line.title || "–", line.teachers.join(", "), ...when, `${line.start} · ${line.minutes}′`, rooms]
    .filter(Boolean)
    .join(" · ");
}

const DATES_SAID = 4;

/** Single dates, and weekly rules that begin or end within the term, as imported lists have them; rules of other kinds are said as they are. */
function oddInWords({ dates, rrule = "", from }: Odd, words: GridWords, format: Format): string[] {
  if (dates) {
    const said = dates.slice(0, DATES_SAID).map((date) => format.date(date));
    return [said.join(", ") + (dates.length > DATES_SAID ? words.moreDates(format.count(dates.length)) : "")];
  }
  const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
  const {
    FREQ,
    INTERVAL = "1",
    BYDAY = "",
    UNTIL = "",
    ...other
  } = Object.fromEntries(parts) as Record<string, string>;
  const days = WEEKDAYS.filter((day) => BYDAY.split(",").includes(day));
  if (FREQ !== "WEEKLY" || days.length === 0 || Object.keys(other).length > 0) return [rrule];
  const until = UNTIL.replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3");
  return [
    days.map((day) => words[day]).join(" "),
    INTERVAL === "1" ? "" : words.everyNth(INTERVAL),
    from ? words.fromDay(format.date(from)) : "",
    until ? words.toDay(format.date(until)) : "",
  ];
}

export function dayInWords(day: Day, words: Words, format: Format): string {
  const said =
    "runs_as" in day
      ? words.runsAsOn(format.date(day.date, "short"), format.date(day.runs_as, "short"))
      : day.from === day.to
        ? words.offOn(format.date(day.from, "short"))
        : words.offFrom(format.date(day.from, "short"), format.date(day.to, "short"));
  return day.rooms ? `${said} (${words.onlyRooms(day.rooms.join(", "))})` : said;
}
