// One cell of the week, with what hangs over it while something is moved.
import type { Ref } from "react";
import { cx } from "../../../ui/classes";
import { useMessages } from "../../../ui/language";
import { isMarked, type Marks } from "../quote/fit";
import type { Weekday } from "../days/term";
import type { Hanging } from "./ghosts";
import { type Grid, isSelected } from "./grid-state";
import type { Slot } from "./lines";
import { gridMessages } from "./messages";
import { type Cell, sameCell } from "./rows";
import { Ghost, Plus, Token } from "./Token";
import { type Then, TypeField } from "./TypeField";
import css from "./week.module.css";

interface GridCellProps {
  day: Weekday;
  start: string;
  thin: boolean;
  grid: Grid;
  at: (cell: Cell) => Slot[];
  marks: Marks;
  /** What hangs over it while something is moved. */
  hanging: Hanging | undefined;
  /** Of an amendment, where it changes the cell: what is there now. */
  was: readonly Slot[] | undefined;
  label: string;
  teacher: boolean;
  narrow: boolean;
  onOpen: ((cell: Cell) => void) | undefined;
  typing: {
    ref: Ref<HTMLInputElement>;
    list: string;
    label: string;
    onDone: (text: string | undefined, then: Then) => void;
  };
}

export function GridCell({
  day,
  start,
  thin,
  grid,
  at,
  marks,
  hanging,
  was,
  label,
  teacher,
  narrow,
  onOpen,
  typing,
}: GridCellProps) {
  const { state, set, selected } = grid;
  const here: Cell = { day, start };
  const held = at(here);
  const inUse = sameCell(here, state.focus);
  const source = state.carry && sameCell(here, state.carry.from);
  const over = state.carry && sameCell(here, state.over ?? state.focus);
  return (
    <td
      tabIndex={inUse ? 0 : -1}
      data-day={day}
      data-start={start}
      aria-label={label}
      aria-selected={isSelected(grid, here)}
      onFocus={() => !inUse && !state.typing && set({ focus: here })}
      onDoubleClick={() => onOpen?.(here)}
      className={cx(
        held.some((slot) => isMarked(marks, slot)) && css["no"],
        selected.length > 1 && isSelected(grid, here) && css["chosen"],
        inUse && selected.length === 1 && narrow && css["use"],
        source && css["lifted"],
        over && css["target"],
        state.painted.some((one) => sameCell(one, here)) && css["brushed"],
      )}
    >
      {inUse && state.typing ? (
        <TypeField {...typing} />
      ) : (
        <Content slots={held} marks={marks} thin={thin} teacher={teacher} />
      )}
      {was && !(inUse && state.typing) && <Was slots={held.length > 0 ? [] : was} />}
      {hanging && <Ghost {...hanging} />}
    </td>
  );
}

/** What the amendment takes out of a cell, or that it changes it. */
function Was({ slots }: { slots: readonly Slot[] }) {
  const words = useMessages(gridMessages);
  const title = slots[0]?.title;
  return <span className={css["was"]}> {title === undefined ? words.changed : words.was(title || "–")}</span>;
}

function Content({
  slots,
  marks,
  thin,
  teacher,
}: {
  slots: readonly Slot[];
  marks: Marks;
  thin: boolean;
  teacher: boolean;
}) {
  const [first, second] = slots;
  if (!first) return teacher || thin ? null : <Plus />;
  if (teacher)
    return <Token slot={first} marks={marks} thin={thin} rooms={slots.map((slot) => slot.room).join(", ")} />;
  if (first.weeks === "all") return <Token slot={first} marks={marks} thin={thin} />;
  const half = (slot: Slot | undefined) => <span>{slot && <Token slot={slot} marks={marks} thin={thin} />}</span>;
  const [a, b] = first.weeks === "A" ? [first, second] : [second, first];
  return (
    <span className={css["halves"]}>
      {half(a)} {half(b)}
    </span>
  );
}
