// The columns of the heat table: the hours of one day, or seven days, where the reader is; and what is booked in each. Pure.

export type By = "hour" | "day";

export interface Column {
  readonly from: Date;
  readonly to: Date;
}

export interface BookedFrom {
  readonly at: string;
  readonly booked: number;
}

const HOUR = 3_600_000;
const COLUMNS: Record<By, { count: number; ms: number }> = {
  hour: { count: 24, ms: HOUR },
  day: { count: 7, ms: 24 * HOUR },
};

/** From midnight of a day as `2026-09-07`, where the reader is. */
export function columnsFrom(day: string, by: By): Column[] {
  const start = new Date(`${day}T00:00:00`).getTime();
  const { count, ms } = COLUMNS[by];
  return Array.from({ length: count }, (_, n) => ({
    from: new Date(start + n * ms),
    to: new Date(start + (n + 1) * ms),
  }));
}

/** `day`, so many columns' worth of days later. */
export function moved(day: string, by: By, pages: number): string {
  const days = pages * (by === "hour" ? 1 : 7);
  const noon = new Date(`${day}T12:00:00Z`).getTime() + days * 24 * HOUR;
  return new Date(noon).toISOString().slice(0, 10);
}

/** The most that is booked in each column; where the API names no step it is nothing. */
export function bookedIn(columns: readonly Column[], steps: readonly BookedFrom[]): number[] {
  const most = columns.map(() => 0);
  for (const step of steps) {
    const at = Date.parse(step.at);
    const index = columns.findIndex(({ from, to }) => from.getTime() <= at && at < to.getTime());
    if (index >= 0) most[index] = Math.max(most[index] ?? 0, step.booked);
  }
  return most;
}
