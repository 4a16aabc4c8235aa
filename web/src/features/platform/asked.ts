// What the console's first page asks. Without what asks, so that whoever asks before the app is there says the same.
import { spanOf } from "../bells/asked";

export const SLOT_MS = 300_000;
const AHEAD_MS = 18 * 3_600_000;

/** The beginning of the slot that a moment is in: what is asked stays the same for that long. */
export function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS) * SLOT_MS;
}

/** The bells of the 18 hours from a moment on. */
export function aheadOf(from: number): { from: string; to: string } {
  return spanOf({ from, to: from + AHEAD_MS });
}

/** The orders in which something is missing, the worst first. */
export const ATTENTION = { ready: false, sort: "attention" } as const;
export const CLUSTERS_PAGE = 200;
export const ORDERS_PAGE = { limit: 100, count: true } as const;
