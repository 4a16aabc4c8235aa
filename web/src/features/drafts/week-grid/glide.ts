// Lessons that an alternative puts elsewhere glide there from where they were.
import { type RefObject, useLayoutEffect, useRef } from "react";
import { ghostsOf } from "./ghosts";
import type { Slot } from "./lines";
import type { Cell } from "./rows";

export interface Glide {
  from: Cell;
  to: Cell;
}

const place = ({ day, start }: Cell): Cell => ({ day, start });

/** Of each lesson that stands elsewhere now: where it was, each place once. Pure. */
export function glides(before: readonly Slot[], after: readonly Slot[]): Glide[] {
  const left = ghostsOf(after, before);
  return ghostsOf(before, after).flatMap((slot) => {
    const same = (one: Slot) => one.title === slot.title && one.room === slot.room;
    const at = left.findIndex((one) => same(one) && one.line === slot.line);
    const [from] = left.splice(at >= 0 ? at : left.findIndex(same), at >= 0 || left.some(same) ? 1 : 0);
    return from ? [{ from: place(from), to: place(slot) }] : [];
  });
}

function cellOf(table: HTMLTableElement, { day, start }: Cell): HTMLElement | null {
  return table.querySelector<HTMLElement>(`td[data-day="${day}"][data-start="${start}"]`);
}

/** As long as what moves takes: nothing for who wants no motion. */
function moveMs(): number {
  const said = getComputedStyle(document.documentElement).getPropertyValue("--move").trim();
  return Number.parseFloat(said) * (said.endsWith("ms") ? 1 : 1_000) || 0;
}

/** `taken` is another number whenever an alternative was taken. */
export function useGlide(
  table: RefObject<HTMLTableElement | null>,
  slots: readonly Slot[],
  taken: number | undefined,
): void {
  const last = useRef({ slots, taken });
  useLayoutEffect(() => {
    const { current: before } = last;
    last.current = { slots, taken };
    const element = table.current;
    if (!element || taken === undefined || taken === before.taken || slots === before.slots) return;
    const duration = moveMs();
    if (duration === 0) return;
    for (const { from, to } of glides(before.slots, slots)) {
      const [source, target] = [cellOf(element, from), cellOf(element, to)];
      const token = target?.firstElementChild;
      if (!source || !target || !token) continue;
      const [was, is] = [source.getBoundingClientRect(), target.getBoundingClientRect()];
      token.animate([{ transform: `translate(${was.x - is.x}px, ${was.y - is.y}px)` }, { transform: "none" }], {
        duration,
        easing: "ease-out",
      });
    }
  }, [table, slots, taken]);
}
