/** Shares of a limit, and the seven steps of colour that show them. A share is booked / limit; a limit of nothing is full as soon as anything is booked. */

export const HEAT_FROM = [0, 10, 25, 45, 60, 75, 90] as const;

export type Heat = 1 | 2 | 3 | 4 | 5 | 6 | 7 | "over";

export function share(booked: number, limit: number): number {
  if (limit > 0) return booked / limit;
  return booked > 0 ? Infinity : 0;
}

/** What is said where nothing may be booked any more and something is. */
export const OVERFULL = "> 100 %";

/** Whole percent. What is over its limit is never rounded down to 100, and what is under it never up. */
export function percent(booked: number, limit: number): number {
  const exact = share(booked, limit) * 100;
  const rounded = Math.round(exact);
  if (exact > 100) return Math.max(101, rounded);
  if (exact < 100) return Math.min(99, rounded);
  return 100;
}

export function heat(booked: number, limit: number): Heat {
  const of = percent(booked, limit);
  if (of > 100) return "over";
  const step = HEAT_FROM.filter((from) => of >= from).length;
  return Math.max(1, Math.min(7, step)) as Heat;
}
