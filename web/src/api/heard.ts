// What this tab last heard of the service. Apart from live.ts, which is loaded once the page stands.
import { useSyncExternalStore } from "react";

export interface Live {
  /** `off`: this person hears no events; pages ask by themselves (unheard.ts). */
  state: "off" | "live" | "late" | "offline";
  /** When the service was last heard, by its clock. */
  asOf: number | undefined;
}

let shown: Live = { state: "off", asOf: undefined };
const listeners = new Set<() => void>();

export function show(next: Live): void {
  if (next.state === shown.state && next.asOf === shown.asOf) return;
  shown = next;
  for (const listener of listeners) listener();
}

export const heard = (): Live => shown;

export function useLive(): Live {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, heard);
}
