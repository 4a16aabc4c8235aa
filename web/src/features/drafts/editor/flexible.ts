// How far what is offered in place of an order may move its lessons. A field that is empty bounds nothing, and one without a bound is left out.
import type { Doc } from "./doc";

export const FLEXIBLE_MOST = { minutes: 1440, days: 366 } as const;

export const FLEXIBLE_FIELDS = ["minutes", "days"] as const;
export type FlexibleField = (typeof FLEXIBLE_FIELDS)[number];

/** With what was typed into a field; undefined where nothing is bounded any more. */
export function withFlexible(flexible: Doc["flexible"], field: FlexibleField, typed: string): Doc["flexible"] {
  const number = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : undefined;
  const now: { minutes?: number; days?: number } = {};
  for (const each of FLEXIBLE_FIELDS) {
    const value = each === field ? number : flexible?.[each];
    if (typeof value === "number") now[each] = value;
  }
  return Object.keys(now).length > 0 ? now : undefined;
}

/** The document with it, or without any. */
export function setFlexible({ flexible: _, ...doc }: Doc, flexible: Doc["flexible"]): Doc {
  return flexible ? { ...doc, flexible } : doc;
}
