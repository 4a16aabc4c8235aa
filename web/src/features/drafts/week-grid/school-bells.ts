// The bell schedules of the school's own academic calendars, to choose from before those that schools usually have.
import { useQuery } from "@tanstack/react-query";
import type { AcademicCalendar } from "../../../api/schema.gen";
import { academicCalendars } from "../../academic_calendars/queries";
import type { Period } from "../editor/doc";

export interface SchoolBells {
  id: string;
  name: string;
  bells: Period[];
}

/** Where several calendars have schedules, each is named with its calendar. */
export function schoolBells(calendars: readonly Pick<AcademicCalendar, "id" | "name" | "bells">[]): SchoolBells[] {
  const having = calendars.filter(({ bells }) => bells.length > 0);
  return having.flatMap((calendar) =>
    calendar.bells.map(({ name, periods }, index) => ({
      id: `${calendar.id} ${index}`,
      name: having.length > 1 ? `${calendar.name} · ${name}` : name,
      bells: periods.map(({ period, start, end }) => ({ name: period, start, end })),
    })),
  );
}

export function useSchoolBells(): SchoolBells[] {
  return schoolBells(useQuery(academicCalendars()).data ?? []);
}
