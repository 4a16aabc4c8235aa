// Things of a document in words: a line, a day that differs.
import type { Day } from "../../../api/schema.gen";
import type { Format } from "../../../ui/format";
import type { gridMessages } from "../week-grid/messages";
import type { pick } from "../../../ui/language";
import type { draftMessages } from "../messages";
import { type DraftLine, isWeekly } from "./doc";

type Words = ReturnType<typeof pick<typeof draftMessages>>;
type GridWords = ReturnType<typeof pick<typeof gridMessages>>;

export function lineInWords(line: DraftLine, words: GridWords, format: Format): string {
  const when = isWeekly(line)
    ? [line.when.days.map((day) => words[day]).join(" "), line.when.weeks === "all" ? "" : words[line.when.weeks]]
    : [line.when.dates?.map((date) => format.date(date)).join(" ") ?? line.when.rrule ?? ""];
  const rooms = line.rooms ? line.rooms.slice(0, 4).join(", ") + (line.rooms.length > 4 ? "…" : "") : "";
  return [line.title || "–", line.teachers.join(", "), ...when, `${line.start} · ${line.minutes}′`, rooms]
    .filter(Boolean)
    .join(" · ");
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
