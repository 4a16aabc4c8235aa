// What came of an order whose editor was left while no answer was there: it is told wherever the person is by then, and takes them from nowhere.
import { useSyncExternalStore } from "react";

export interface CameOf {
  draft: string;
  name: string;
  /** Whether it changed an order that there was. */
  amends: boolean;
  /** The order; absent where it was refused, which the draft says once more when it is opened. */
  order?: string;
}

let told: CameOf | undefined;
const listeners = new Set<() => void>();

export function tellAway(cameOf: CameOf | undefined): void {
  told = cameOf;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const toldAway = (): CameOf | undefined => told;

export function useAway(): CameOf | undefined {
  return useSyncExternalStore(subscribe, toldAway);
}
