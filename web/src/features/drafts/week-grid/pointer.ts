// The grid by mouse and by touch. Mouse: click selects, the brush paints over cells, a drag moves (Ctrl or Alt copies). Touch: a tap selects, or paints with a
// brush; 350 ms without moving pick up; a scroll always wins.
import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import type { Grid } from "./grid-state";
import { between, type Cell, sameCell } from "./rows";

const HOLD_MS = 350;
const MOUSE_SLOP = 4;
const TOUCH_SLOP = 8;

interface Press {
  at: Cell;
  x: number;
  y: number;
  touch: boolean;
  /** 0 = not yet; the touch's timer. */
  timer: number;
  mode: "pressed" | "painting" | "dragging";
}

export interface PointerActions {
  brush: string | undefined;
  holds: (cell: Cell) => boolean;
  paint: (cells: readonly Cell[]) => void;
  drop: (to: Cell) => void;
}

export function cellAt(target: Element | null): Cell | undefined {
  const data = target?.closest<HTMLElement>("td[data-day]")?.dataset;
  return data?.["day"] && data["start"] ? { day: data["day"] as Cell["day"], start: data["start"] } : undefined;
}

export function useGridPointer(table: RefObject<HTMLTableElement | null>, grid: Grid, act: PointerActions) {
  const press = useRef<Press | undefined>(undefined);
  const { state, set } = grid;

  useEffect(() => {
    // React's own listeners are passive: only this one keeps the page still while something is dragged.
    const still = (event: TouchEvent) => press.current && press.current.mode !== "pressed" && event.preventDefault();
    const element = table.current;
    element?.addEventListener("touchmove", still, { passive: false });
    return () => element?.removeEventListener("touchmove", still);
  }, [table]);

  const lift = (one: Press, copy: boolean) => {
    one.mode = "dragging";
    set({ carry: { from: one.at, copy }, over: one.at, anchor: undefined });
  };

  /** Along a row or a column nothing is left out, however quick the hand is. */
  const paintTo = (over: Cell) => {
    const last = state.painted.at(-1) ?? over;
    const straight = last.day === over.day || last.start === over.start;
    const fresh = (straight ? between(last, over, grid.starts, grid.days) : [over]).filter(
      (cell) => !state.painted.some((one) => sameCell(one, cell)),
    );
    // The one under the pointer last, so that the next move goes on from it.
    fresh.sort((a, b) => Number(sameCell(a, over)) - Number(sameCell(b, over)));
    if (fresh.length > 0) set({ painted: [...state.painted, ...fresh] });
  };

  const give = () => {
    window.clearTimeout(press.current?.timer);
    press.current = undefined;
  };

  const onPointerDown = (event: PointerEvent) => {
    const at = cellAt(event.target as Element);
    if (!at || event.button !== 0 || state.typing || state.carry) return;
    const touch = event.pointerType === "touch";
    const one: Press = { at, x: event.clientX, y: event.clientY, touch, timer: 0, mode: "pressed" };
    press.current = one;
    if (touch) {
      one.timer = window.setTimeout(() => act.holds(at) && lift(one, false), HOLD_MS);
      return;
    }
    if (act.brush !== undefined) {
      one.mode = "painting";
      set({ painted: [at], focus: at, anchor: undefined });
    }
  };

  const onPointerMove = (event: PointerEvent) => {
    const one = press.current;
    if (!one) return;
    const far = Math.hypot(event.clientX - one.x, event.clientY - one.y);
    if (one.mode === "pressed") {
      if (far <= (one.touch ? TOUCH_SLOP : MOUSE_SLOP)) return;
      if (one.touch) return give();
      if (!act.holds(one.at)) return;
      lift(one, event.ctrlKey || event.altKey);
    }
    const over = cellAt(document.elementFromPoint(event.clientX, event.clientY));
    if (one.mode === "dragging" && !sameCell(over, state.over)) set({ over });
    if (one.mode === "painting" && over) paintTo(over);
  };

  const onPointerUp = (event: PointerEvent) => {
    const one = press.current;
    give();
    if (!one) return;
    if (one.mode === "painting") {
      const cells = state.painted.length > 0 ? state.painted : [one.at];
      set({ painted: [] });
      act.paint(cells);
    } else if (one.mode === "dragging") {
      const over = cellAt(document.elementFromPoint(event.clientX, event.clientY));
      if (over && !sameCell(over, one.at)) act.drop(over);
      else set({ carry: undefined, over: undefined });
    } else if (one.touch && act.brush !== undefined) {
      set({ focus: one.at, anchor: undefined });
      act.paint([one.at]);
    }
  };

  const onPointerCancel = () => {
    const dragged = press.current !== undefined && press.current.mode !== "pressed";
    give();
    if (dragged) set({ carry: undefined, over: undefined, painted: [] });
  };

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave: onPointerCancel };
}
