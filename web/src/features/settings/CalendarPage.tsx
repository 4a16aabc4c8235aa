import { AcademicCalendars } from "../academic_calendars/AcademicCalendars";
import { SettingsFrame } from "./SettingsFrame";

export function CalendarPage() {
  return (
    <SettingsFrame page="calendar">
      <AcademicCalendars />
    </SettingsFrame>
  );
}
