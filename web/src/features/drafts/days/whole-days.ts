// The document with the days of the calendar that it follows, to show what a date holds. Nothing of them is kept in the draft.
import { useQuery } from "@tanstack/react-query";
import type { Day, Term } from "../../../api/schema.gen";
import { academicCalendars } from "../../academic_calendars/queries";
import type { Doc } from "../editor/doc";
import { useDoc } from "../editor/use-session";

/** Whether a day that differs falls into the term. */
export function touches(day: Day, { first_day, last_day }: Term): boolean {
  return "runs_as" in day ? first_day <= day.date && day.date <= last_day : day.from <= last_day && first_day <= day.to;
}

export function useWholeDays(): Doc {
  const doc = useDoc();
  const calendars = useQuery(academicCalendars()).data;
  const days = calendars?.find(({ id }) => id === doc.academic_calendar)?.days;
  return days ? { ...doc, days: [...doc.days, ...days] } : doc;
}
