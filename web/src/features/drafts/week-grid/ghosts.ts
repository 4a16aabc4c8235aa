// What hangs over a cell: where an alternative would put a lesson, and what is carried.
import type { MovePrice } from "../quote/use-move-price";
import { type Doc, isWeekly, type OrderFields, withChange } from "../editor/doc";
import type { GridState } from "./grid-state";
import { holdsIn, roomsOf, type Slot, slotsOf } from "./lines";
import { type Cell, sameCell } from "./rows";

/** Where an alternative puts the lessons of one room that it moves. */
export function ghostsOf(before: readonly Slot[], after: readonly Slot[]): Slot[] {
  return after.filter((slot) => !before.some((one) => sameCell(one, slot) && one.title === slot.title));
}

/** An alternative: the fields that it has replace those of the document. */
interface Way {
  change: Partial<OrderFields>;
}

/** What an alternative moves: how many lessons of the class that is shown, and of which other classes some, in their order. */
export interface Moved {
  here: number;
  elsewhere: readonly string[];
}

export function movedBy(doc: Doc, { change }: Way, shown: string): Moved {
  const after = withChange(doc, change);
  const before = doc.lines.filter(isWeekly);
  let here = 0;
  const found = new Set<string>();
  for (const line of after.lines.filter(isWeekly)) {
    const alike = before.filter((one) => one.title === line.title && one.start === line.start);
    for (const day of line.when.days) {
      const stood = alike.filter((one) => one.when.days.includes(day));
      for (const room of roomsOf(line, after.rooms)) {
        if (stood.some((one) => holdsIn(one, room))) continue;
        if (room === shown) here += 1;
        else found.add(room);
      }
    }
  }
  return { here, elsewhere: after.rooms.flatMap(({ key }) => (found.has(key) ? [key] : [])) };
}

/** The first cell into which an alternative puts a lesson of a class. */
export function firstMoved(doc: Doc, { change }: Way, room: string): Cell | undefined {
  const after = withChange(doc, change);
  const [first] = ghostsOf(slotsOf(doc.lines, doc.rooms, { room }), slotsOf(after.lines, after.rooms, { room }));
  return first && { day: first.day, start: first.start };
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
