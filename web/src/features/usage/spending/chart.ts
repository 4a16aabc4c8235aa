// What a month costs as a picture: its days, and what they add up to.
import type { DayForecast, MonthForecast } from "../../../api/schema.gen";

/** What a day costs, whether it is over or to come. */
export function costOf(day: DayForecast): number {
  return day.fee_minor + day.booked_minor + day.ran_minor + day.to_run_minor;
}

/** What a month's days add up to, each with those before it. */
export function sums(days: readonly DayForecast[]): number[] {
  let sum = 0;
  return days.map((day) => (sum += costOf(day)));
}

/** How many days of a month are over before a day, from none to all of them. */
export function daysBefore(month: Pick<MonthForecast, "days">, today: string): number {
  return month.days.filter(({ day }) => day < today).length;
}
