// Where somebody is in the grid: the cell in use, a selection, a lesson picked up, what is being typed. Nothing of the document.
import { useCallback, useState } from "react";
import type { Weekday } from "../days/term";
import { between, type Cell, sameCell } from "./rows";

export interface GridState {
  focus: Cell;
  /** The other corner of the selection. */
  anchor?: Cell | undefined;
  /** Picked up by Space, by Move or by the pointer; where it hangs over is `focus` or `over`. */
  carry?: { from: Cell; copy: boolean } | undefined;
  /** Under the pointer while something is dragged. */
  over?: Cell | undefined;
  /** Cells that the brush went over. */
  painted: Cell[];
  typing: boolean;
}

export interface Grid {
  state: GridState;
  set: (patch: Partial<GridState>) => void;
  selected: Cell[];
  starts: readonly string[];
  days: readonly Weekday[];
}

export function useGrid(starts: readonly string[], days: readonly Weekday[]): Grid {
  const first: Cell = { day: days[0] ?? "MO", start: starts[0] ?? "08:00" };
  const [kept, setKept] = useState<GridState>({ focus: first, painted: [], typing: false });
  const set = useCallback((patch: Partial<GridState>) => setKept((state) => ({ ...state, ...patch })), []);
  const there = days.includes(kept.focus.day) && starts.includes(kept.focus.start);
  const focus = there
    ? kept.focus
    : {
        day: days.includes(kept.focus.day) ? kept.focus.day : first.day,
        start: starts.includes(kept.focus.start) ? kept.focus.start : first.start,
      };
  const state = there ? kept : { ...kept, focus };
  const selected = state.anchor ? between(state.anchor, focus, starts, days) : [focus];
  return { state, set, selected, starts, days };
}

/** The cell that is so many columns and rows away, within the week. */
export function stepFrom(grid: Grid, right: number, down: number): Cell {
  const { focus } = grid.state;
  const clamp = (index: number, length: number) => Math.max(0, Math.min(length - 1, index));
  return {
    day: grid.days[clamp(grid.days.indexOf(focus.day) + right, grid.days.length)] ?? focus.day,
    start: grid.starts[clamp(grid.starts.indexOf(focus.start) + down, grid.starts.length)] ?? focus.start,
  };
}

export function isSelected(grid: Grid, cell: Cell): boolean {
  return grid.selected.some((one) => sameCell(one, cell));
}
