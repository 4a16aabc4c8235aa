/** The columns of the heat table: whole hours of one day, or days of a week, in the operator's zone; and what each cluster has booked in each. */

export interface Column {
  readonly from: Date;
  readonly to: Date;
}

export interface BookedFrom {
  readonly at: string;
  readonly booked: number;
}

const HOUR = 3_600_000;

/** `steps` are one a column, in order; a column that has none is zero. */
export function bookedIn(columns: readonly Column[], steps: readonly BookedFrom[]): number[] {
  return columns.map(({ from, to }) => {
    const inside = steps.filter((step) => {
      const at = Date.parse(step.at);
      return at >= from.getTime() && at < to.getTime();
    });
    return inside.reduce((most, step) => Math.max(most, step.booked), 0);
  });
}

export function hoursFrom(start: Date, count: number): Column[] {
  return Array.from({ length: count }, (_, n) => ({
    from: new Date(start.getTime() + n * HOUR),
    to: new Date(start.getTime() + (n + 1) * HOUR),
  }));
}
