import { useParams } from "@tanstack/react-router";

/** A part of the address, e.g. `id` of `/orders/$id`. */
export function usePathParam(name: string): string {
  const value = (useParams({ strict: false }) as Record<string, string | undefined>)[name];
  if (value === undefined) throw new Error(`the address has no ${name}`);
  return value;
}
