// The columns of the heat table: the hours of one day, or seven days, where the reader is; and what is booked in each. Pure.
import { share } from "./heat";

export type By = "hour" | "day";

export interface Column {
  readonly from: Date;
  readonly to: Date;
}

/** The fullest slot of an hour or a day, as the API names it: its own limit is the one that counts. */
export interface Full {
  readonly at: string;
  readonly booked: number;
  readonly limit?: number | null;
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

/** The share of its own limit; where nothing limits, the amount. */
function fullness({ booked, limit }: Full): number {
  return limit == null ? booked : share(booked, limit);
}

/** The fullest slot of all; of equal ones the first. */
export function fullestOf(slots: readonly Full[]): Full | undefined {
  return slots.reduce<Full | undefined>(
    (most, slot) => (most && fullness(most) >= fullness(slot) ? most : slot),
    undefined,
  );
}

/** The fullest slot in each column; nothing where the API names none, because nothing is booked there. */
export function fullestIn(columns: readonly Column[], slots: readonly Full[]): (Full | undefined)[] {
  return columns.map(({ from, to }) =>
    fullestOf(slots.filter(({ at }) => from.getTime() <= Date.parse(at) && Date.parse(at) < to.getTime())),
  );
}
