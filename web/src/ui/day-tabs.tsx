// The days of a week where there is room for one at a time.
import type { ReactNode } from "react";
import css from "./day-tabs.module.css";

interface DayTabsProps<Day extends string> {
  label: string;
  days: readonly Day[];
  /** The one that is shown. */
  day: Day | undefined;
  onDay: (day: Day) => void;
  children: (day: Day) => ReactNode;
}

export function DayTabs<Day extends string>({ label, days, day, onDay, children }: DayTabsProps<Day>) {
  return (
    <div className={css["days"]} role="group" aria-label={label}>
      {days.map((one) => (
        <button key={one} type="button" aria-pressed={one === day} onClick={() => onDay(one)}>
          {children(one)}
        </button>
      ))}
    </div>
  );
}
