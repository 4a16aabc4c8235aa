// What hangs over a cell: where an alternative would put a lesson, and what is carried.
import type { MovePrice } from "../quote/use-move-price";
import type { GridState } from "./grid-state";
import type { Slot } from "./lines";
import { type Cell, sameCell } from "./rows";

/** Where an alternative puts the lessons of one room that it moves. */
export function ghostsOf(before: readonly Slot[], after: readonly Slot[]): Slot[] {
  return after.filter((slot) => !before.some((one) => sameCell(one, slot) && one.title === slot.title));
}

export interface Hanging {
  title: string;
  to?: string | undefined;
  /** Of what is carried: what it would come to here. */
  price?: Pick<MovePrice, "fits" | "said"> | undefined;
}

interface Over {
  state: Pick<GridState, "carry" | "over" | "focus">;
  at: (cell: Cell) => readonly Slot[];
  ghost: Slot | undefined;
  price: MovePrice | undefined;
}

/** The carried lesson over its target, the one that it takes the place of over where it came from, an alternative's ghost. */
export function hangingOver(here: Cell, { state, at, ghost, price }: Over): Hanging | undefined {
  const { carry, over, focus } = state;
  if (!carry) return ghost && { title: ghost.title, to: ghost.start };
  const target = over ?? focus;
  if (sameCell(target, carry.from)) return undefined;
  const [carried] = at(carry.from);
  const [swapped] = at(target);
  if (carried && sameCell(here, target))
    return { title: carried.title, price: sameCell(here, price?.cell) ? price : undefined };
  if (swapped && !carry.copy && sameCell(here, carry.from)) return { title: swapped.title };
  return undefined;
}
