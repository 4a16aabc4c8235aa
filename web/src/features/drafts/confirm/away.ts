// What came of orders whose editors were left while no answer was there: it is told wherever the person is by then, and takes them from nowhere.
import { useSyncExternalStore } from "react";

export interface CameOf {
  draft: string;
  name: string;
  /** Whether it changed an order that there was. */
  amends: boolean;
  /** The order; absent where it was refused. */
  order?: string;
  /** The API's sentence, where it was refused: the draft does not hold it. */
  why?: string | undefined;
}

let told: readonly CameOf[] = [];
const listeners = new Set<() => void>();

/** Of an order what came of it last; nothing once it was closed. */
export function tellAway(draft: string, ...cameOf: CameOf[]): void {
  told = [...told.filter((one) => one.draft !== draft), ...cameOf];
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const toldAway = (): readonly CameOf[] => told;

export function useAway(): readonly CameOf[] {
  return useSyncExternalStore(subscribe, toldAway);
}
