// Days of the term that differ: off, or run as another day. What a date holds, in one answer, and how a range is painted over what is there.
import type { Day } from "../../../api/schema.gen";
import { sorted } from "../../academic_calendars/words";
import { type Doc, isWeekly } from "../editor/doc";
import { holdsIn, meets } from "../week-grid/lines";
import { runsAs } from "../week-grid/moves";
import { addDays, inTerm, isTerm, parityOf, weekdayOf } from "./term";

export type DayState =
  { is: "outside" } | { is: "off" } | { is: "runs-as"; as: string; lessons: number } | { is: "usual"; lessons: number };

function isOff(days: readonly Day[], date: string, room?: string): boolean {
  return days.some(
    (day) =>
      "off" in day &&
      day.from <= date &&
      date <= day.to &&
      (!day.rooms || (room !== undefined && day.rooms.includes(room))),
  );
}

/** What runs on a date, over all rooms. Lines whose rule is of another kind are not counted. */
export function whatRuns(doc: Doc, date: string): DayState {
  if (!isTerm(doc.term) || !inTerm(date, doc.term)) return { is: "outside" };
  const made = doc.days.find((day) => "runs_as" in day && day.date === date && !day.rooms);
  if (made && "runs_as" in made) return { is: "runs-as", as: made.runs_as, lessons: lessonsOn(doc, date) };
  if (isOff(doc.days, date)) return { is: "off" };
  return { is: "usual", lessons: lessonsOn(doc, date) };
}

export function lessonsOn(doc: Doc, date: string): number {
  let lessons = 0;
  for (const { key } of doc.rooms) {
    const as = runsAs(doc.days, date, key);
    if (as === date && isOff(doc.days, date, key)) continue;
    const [weekday, weeks] = [weekdayOf(as), parityOf(as, doc.term)];
    for (const line of doc.lines) {
      if (!holdsIn(line, key)) continue;
      const held = isWeekly(line)
        ? line.when.days.includes(weekday) && meets(line.when.weeks, weeks)
        : (line.when.dates?.includes(as) ?? false);
      if (held) lessons += 1;
    }
  }
  return lessons;
}

/** Takes the days from `from` to `to` out of what holds for all rooms; ranges are cut where they reach over. */
export function clearDays(days: readonly Day[], from: string, to: string): Day[] {
  return days.flatMap((day): Day[] => {
    if (day.rooms) return [day];
    if ("runs_as" in day) return day.date < from || day.date > to ? [day] : [];
    const parts: Day[] = [];
    if (day.from < from) parts.push({ ...day, to: day.to < from ? day.to : addDays(from, -1) });
    if (day.to > to) parts.push({ ...day, from: day.from > to ? day.from : addDays(to, 1) });
    return parts;
  });
}

/** No lessons from `from` to `to`; ranges that touch become one. */
export function setOff(days: readonly Day[], from: string, to: string): Day[] {
  let [first, last] = [from, to];
  const rest = clearDays(days, from, to).filter((day) => {
    if (day.rooms || "runs_as" in day) return true;
    if (day.to === addDays(first, -1)) return ((first = day.from), false);
    if (day.from === addDays(last, 1)) return ((last = day.to), false);
    return true;
  });
  return sorted([...rest, { from: first, to: last, off: true }]);
}

/** `date` runs as `as`, in all rooms. */
export function setRunsAs(days: readonly Day[], date: string, as: string): Day[] {
  return sorted([...clearDays(days, date, date), { date, runs_as: as }]);
}
