// The days of a calendar once a file is taken into it: its days off, and what was answered of each make-up day. Without React.
import { addDays, isDay } from "../../../api/days";
import type { Day, ImportedCalendar, ImportQuestion } from "../../../api/schema.gen";

type Off = Extract<Day, { off: boolean }>;

/** What was said of a day that makes up for another: the day as which it runs, or that no lessons are held. */
export type Said = { is: "as"; day: string } | { is: "off" };
/** By day; of one about which nothing was said yet there is nothing. */
export type Answers = Readonly<Record<string, Said>>;

const isOff = (day: Day): day is Off => "off" in day;

/** The day that a question is about, where it is about one. */
export function dayOf({ code, params }: ImportQuestion): string | undefined {
  const { on } = params as { on?: unknown };
  return code === "MakeUpDay" ? String(on) : undefined;
}

export function daysAsked(read: ImportedCalendar): string[] {
  return read.questions.flatMap((question) => dayOf(question) ?? []);
}

/** What the calendar says already of the days that are asked about. */
export function known(days: readonly Day[], asked: readonly string[]): Answers {
  const said = (on: string): Said | undefined => {
    const as = days.find((day) => !isOff(day) && day.date === on);
    if (as && !isOff(as)) return { is: "as", day: as.runs_as };
    return days.some((day) => isOff(day) && day.from <= on && on <= day.to) ? { is: "off" } : undefined;
  };
  return Object.fromEntries(
    asked.flatMap((on) => {
      const found = said(on);
      return found ? [[on, found] as const] : [];
    }),
  );
}

/** Whether what was said of a day says something. */
export function isAnswered(on: string, said: Said | undefined): boolean {
  return said?.is === "off" || (said?.is === "as" && isDay(said.day) && said.day !== on);
}

/** What is left of days off without some days. */
function without({ from, to }: Off, days: readonly string[]): Off[] {
  const inside = days.filter((day) => from <= day && day <= to).sort();
  const begins = [from, ...inside.map((day) => addDays(day, 1))];
  const ends = [...inside.map((day) => addDays(day, -1)), to];
  return begins.flatMap((begin, index) => {
    const end = ends[index] ?? to;
    return begin <= end ? [{ from: begin, to: end, off: true }] : [];
  });
}

/**
 * The calendar's days with those of the file. What was answered of a day counts more than what the calendar had of it; a make-up day of the calendar that
 * the file does not ask about stays one, whatever the file has off around it.
 */
export function taken(calendar: readonly Day[], off: readonly Day[], answers: Answers): Day[] {
  const answered = Object.keys(answers);
  const made = Object.entries(answers).map(([on, said]): Day =>
    said.is === "off" ? { from: on, to: on, off: true } : { date: on, runs_as: said.day },
  );
  const kept = calendar.flatMap((day): Day[] => {
    if (isOff(day)) return without(day, answered);
    return answered.includes(day.date) ? [] : [day];
  });
  const makeUps = [...kept, ...made].flatMap((day) => (isOff(day) ? [] : [day.date]));
  const isNew = (day: Off) => !kept.some((one) => isOff(one) && one.from <= day.from && day.to <= one.to);
  const added = off.filter(isOff).flatMap((day) => without(day, makeUps));
  return [...kept, ...added.filter(isNew), ...made];
}
