// What keys, pointer and buttons of the grid do: to the document through the edits that were given, and to where somebody is.
import { type ClipboardEvent, type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { useMessages } from "../../../ui/language";
import type { Weeks } from "../editor/doc";
import { LESSONS, lessonsOfCells, putAt, textOfCells } from "./clipboard";
import type { Edits } from "./edits";
import type { Grid } from "./grid-state";
import type { Slot } from "./lines";
import { gridMessages } from "./messages";
import { type Cell, sameCell } from "./rows";
import type { Then } from "./TypeField";

interface Given {
  grid: Grid;
  slots: readonly Slot[];
  edits: Edits | undefined;
  weeks: Weeks;
  table: RefObject<HTMLTableElement | null>;
  /** How long a period lasts that begins then. */
  lasts: (start: string) => number | undefined;
  place: (cell: Cell) => string;
}

export function focusIn(table: HTMLTableElement | null, cell: Cell): void {
  table?.querySelector<HTMLElement>(`td[data-day="${cell.day}"][data-start="${cell.start}"]`)?.focus();
}

export function useGridActions({ grid, slots, edits, weeks, table, lasts, place }: Given) {
  const words = useMessages(gridMessages);
  const [news, setNews] = useState("");
  const { state, set } = grid;
  const at = (cell: Cell) => slots.filter((slot) => sameCell(slot, cell));
  const holds = (cell: Cell) => edits !== undefined && at(cell).length > 0;
  const focus = (cell: Cell) => focusIn(table.current, cell);

  const drop = (to: Cell) => {
    const { carry } = state;
    set({ carry: undefined, over: undefined, focus: to, anchor: undefined });
    if (!carry || !edits || sameCell(carry.from, to)) return;
    if (carry.copy) edits.copy(carry.from, to);
    else edits.move(carry.from, to);
    setNews(words.droppedAt(place(to)));
  };
  const clear = (cells: readonly Cell[]) => {
    const held = cells.filter(holds);
    if (held.length === 0) return;
    edits?.clear(held);
    setNews(words.cleared(held.length, String(held.length)));
  };
  const paint = (cells: readonly Cell[], title: string) => {
    edits?.paint(cells, title, weeks);
    setNews(words.painted(title, cells.length, String(cells.length)));
  };
  const type = (cell: Cell, said: string) => {
    edits?.type(cell, said, weeks);
    setNews(words.painted(said, 1, "1"));
  };
  const lifted = (cell: Cell) => setNews(words.lifted(at(cell)[0]?.title ?? ""));

  const onCopy = (event: ClipboardEvent) => {
    if (state.typing) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", textOfCells(grid.selected, slots));
    event.clipboardData.setData(LESSONS, lessonsOfCells(grid.selected, slots, grid.starts, grid.days, lasts));
    if (event.type === "cut") clear(grid.selected);
    else setNews(words.copied);
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (state.typing || !edits || !text) return;
    event.preventDefault();
    const first = grid.selected[0] ?? state.focus;
    const copied = event.clipboardData.getData(LESSONS);
    const put = copied ? putAt(copied, first, grid.starts, grid.days) : undefined;
    if (put) edits.put(put);
    else edits.paste(text, first, grid.starts, grid.days);
    setNews(words.pasted);
  };
  /** After typing: on to the next row, or staying where it was; whoever went elsewhere is left there. The next key may come at once. */
  const onTyped = (text: string | undefined, then: Then) => {
    const below = grid.starts[grid.starts.indexOf(state.focus.start) + 1];
    const to = then === "next" && below ? { ...state.focus, start: below } : state.focus;
    flushSync(() => {
      set({ typing: false, focus: to });
      if (text) type(state.focus, text);
    });
    if (then !== "left") focus(to);
  };
  return { at, holds, focus, drop, clear, paint, lifted, onCopy, onPaste, onTyped, news };
}
