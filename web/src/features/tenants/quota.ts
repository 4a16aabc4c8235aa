// The limits of a quota, what is used of each, and which ones would be below it. Pure.
import type { Quota, QuotaUsage } from "../../api/schema.gen";

export const LIMITS = ["rooms", "seats", "live_orders", "rooms_per_order"] as const satisfies readonly (keyof Quota)[];
export type Limit = (typeof LIMITS)[number];

export interface Used {
  now?: number;
  highest?: { used: number; at: string };
}

export function usedOf(use: QuotaUsage, limit: Limit): Used {
  if (limit === "rooms_per_order") return {};
  if (limit === "live_orders") return { now: use.live_orders.now };
  const { now, highest } = use[limit];
  return highest ? { now, highest } : { now };
}

/** What is no number stays one that the API refuses by its field: nothing is guessed. */
export function typedQuota(typed: Record<Limit, string>): Quota {
  const number = (text: string) => (/^\s*\d+\s*$/.test(text) ? Number(text) : -1);
  return Object.fromEntries(LIMITS.map((limit) => [limit, number(typed[limit])])) as unknown as Quota;
}

export function below(use: QuotaUsage, quota: Quota): { limit: Limit; booked: number }[] {
  return LIMITS.flatMap((limit) => {
    const used = usedOf(use, limit);
    const booked = Math.max(used.now ?? 0, used.highest?.used ?? 0);
    return quota[limit] >= 0 && quota[limit] < booked ? [{ limit, booked }] : [];
  });
}

/** `{from, to}` of the event of a changed quota: the limits that are others now. */
export function changed(from: Quota, to: Quota): { limit: Limit; from: number; to: number }[] {
  return LIMITS.filter((limit) => from[limit] !== to[limit]).map((limit) => ({
    limit,
    from: from[limit],
    to: to[limit],
  }));
}
