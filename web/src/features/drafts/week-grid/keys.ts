// The grid by keyboard: arrows, Home and End, a letter that begins to type, Space that picks up and drops, Enter that opens, Delete.
import type { KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { type Grid, stepFrom } from "./grid-state";
import type { Cell } from "./rows";

export interface KeyActions {
  holds: (cell: Cell) => boolean;
  drop: (to: Cell) => void;
  open: (cell: Cell) => void;
  clear: (cells: readonly Cell[]) => void;
  lifted: (cell: Cell) => void;
  /** Brings the cell's element into focus after the state changed. */
  focus: (cell: Cell) => void;
  /** Puts the writing into the cell's field. */
  write: () => void;
}

const ARROWS: Record<string, [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function target(event: KeyboardEvent, grid: Grid): Cell | undefined {
  const arrow = ARROWS[event.key];
  if (arrow) return stepFrom(grid, ...arrow);
  const far = 1_000;
  if (event.key === "Home") return stepFrom(grid, -far, event.ctrlKey ? -far : 0);
  if (event.key === "End") return stepFrom(grid, far, event.ctrlKey ? far : 0);
  return undefined;
}

/** A letter, or the first key of an input method. */
function writes(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key === "Process" || event.nativeEvent.isComposing || ([...event.key].length === 1 && event.key !== " ");
}

export function onGridKey(event: KeyboardEvent, grid: Grid, act: KeyActions): void {
  const { state, set } = grid;
  if (state.typing) return;
  const to = target(event, grid);
  if (to) {
    event.preventDefault();
    flushSync(() => set({ focus: to, anchor: event.shiftKey ? (state.anchor ?? state.focus) : undefined }));
    act.focus(to);
    return;
  }
  switch (event.key) {
    case "Enter":
    case "F2":
      event.preventDefault();
      if (state.carry) act.drop(state.focus);
      else act.open(state.focus);
      return;
    case " ":
      event.preventDefault();
      if (state.carry) act.drop(state.focus);
      else if (act.holds(state.focus)) {
        set({ carry: { from: state.focus, copy: event.ctrlKey || event.altKey }, anchor: undefined });
        act.lifted(state.focus);
      }
      return;
    case "Escape":
      if (!state.carry && !state.anchor) return;
      event.preventDefault();
      if (state.carry) act.focus(state.carry.from);
      set({
        ...(state.carry ? { focus: state.carry.from } : {}),
        carry: undefined,
        anchor: undefined,
        over: undefined,
      });
      return;
    case "Delete":
    case "Backspace":
      event.preventDefault();
      act.clear(grid.selected);
      return;
    default:
      if (!writes(event)) return;
      // The field is there and has the focus before the key does its work, so that the first letter, or the input method's first key, arrives in it.
      flushSync(() => set({ typing: true, anchor: undefined }));
      act.write();
  }
}
