// One class's or one teacher's week: periods by days, a cell for every lesson. It shows what it is given and says what was asked for; the document is not here.
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { cx } from "../../../ui/classes";
import { useMessages } from "../../../ui/language";
import type { Weekday } from "../days/term";
import type { Weeks } from "../editor/doc";
import type { Marks } from "../quote/fit";
import type { Carried, MovePrice } from "../quote/use-move-price";
import type { Edits } from "./edits";
import { hangingOver } from "./ghosts";
import { focusIn, useGridActions } from "./grid-actions";
import { useGlide } from "./glide";
import { useGrid } from "./grid-state";
import { GridBar } from "./GridBar";
import { GridCell } from "./GridCell";
import { onGridKey } from "./keys";
import { sameLessons, type Slot } from "./lines";
import { gridMessages } from "./messages";
import { cellAt, useGridPointer } from "./pointer";
import { type Cell, lengthsOf, type Row, sameCell } from "./rows";
import { useSay } from "./say";
import { useSwipe } from "./swipe";
import css from "./week.module.css";

export interface WeekGridProps {
  label: string;
  rows: readonly Row[];
  days: readonly Weekday[];
  slots: readonly Slot[];
  marks: Marks;
  /** Where an alternative would put lessons of this week. */
  ghosts: readonly Slot[];
  /** Of an amendment: the week as it is now. */
  before?: readonly Slot[] | undefined;
  /** Nothing can be changed: a teacher's week. Enter opens. */
  edits?: Edits | undefined;
  brush?: string | undefined;
  weeks: Weeks;
  subjects: readonly string[];
  onOpen: (cell: Cell) => void;
  /** What the carried lesson would come to where it hangs, and where that is: asked whenever it hangs elsewhere. */
  price?: MovePrice | undefined;
  onCarry?: ((carried: Carried | undefined) => void) | undefined;
  /** Another number whenever an alternative was taken: its lessons glide. */
  taken?: number | undefined;
  /** Which cell to bring into focus; a new object asks again. */
  wanted?: Cell | undefined;
  narrow: boolean;
  /** On a phone: a swipe goes to the day before or after. */
  onSwipe?: ((days: 1 | -1) => void) | undefined;
}

export function WeekGrid(props: WeekGridProps) {
  const { rows, days, slots, edits, brush, weeks, onOpen, wanted, narrow, onCarry } = props;
  const words = useMessages(gridMessages);
  const grid = useGrid(
    rows.flatMap((row) => (row.is === "noon" ? [] : [row.start])),
    days,
  );
  const { state, set } = grid;
  const table = useRef<HTMLTableElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const say = useSay(rows);
  const act = useGridActions({ grid, slots, edits, weeks, table, lasts: lengthsOf(rows), place: say.place });
  const pointer = useGridPointer(table, grid, {
    brush: edits ? brush : undefined,
    holds: act.holds,
    paint: (cells) => brush !== undefined && act.paint(cells, brush),
    drop: act.drop,
  });
  useGlide(table, slots, props.taken);
  useEffect(() => {
    if (!wanted) return;
    set({ focus: wanted, anchor: undefined });
    focusIn(table.current, wanted);
  }, [wanted, set]);
  const { carry } = state;
  const over = carry && (state.over ?? state.focus);
  useEffect(() => onCarry?.(carry && over && { ...carry, to: over }), [carry, over, onCarry]);

  const onClick = (event: MouseEvent) => {
    const cell = cellAt(event.target as Element);
    if (!cell || state.typing || (brush !== undefined && edits && !state.carry)) return;
    if (state.carry && !sameCell(state.carry.from, cell)) act.drop(cell);
    else set({ focus: cell, anchor: event.shiftKey ? (state.anchor ?? state.focus) : undefined });
  };
  const write = () => field.current?.focus();
  const cell = (row: Exclude<Row, { is: "noon" }>, day: Weekday) => {
    const here = { day, start: row.start };
    const before = props.before?.filter((slot) => sameCell(slot, here));
    const was = before && !sameLessons(before, act.at(here)) ? before : undefined;
    const ghost = props.ghosts.find((one) => sameCell(one, here));
    const hanging = hangingOver(here, { state, at: act.at, ghost, price: props.price });
    return (
      <GridCell
        key={day}
        {...here}
        thin={row.is === "odd"}
        grid={grid}
        at={act.at}
        marks={props.marks}
        hanging={hanging}
        was={was}
        label={say.cell(here, act.at(here), props.marks, { teacher: !edits, was, hanging })}
        teacher={!edits}
        narrow={narrow}
        onOpen={brush === undefined ? onOpen : undefined}
        typing={{ ref: field, list, label: words.typeHere, onDone: act.onTyped }}
      />
    );
  };
  return (
    <div className={cx(props.onSwipe && css["swipe"])} {...useSwipe(props.onSwipe)}>
      <table
        ref={table}
        role="grid"
        aria-label={props.label}
        aria-multiselectable={edits ? true : undefined}
        className={cx(css["week"], narrow && css["narrow"])}
        onKeyDown={(event) => onGridKey(event, grid, { ...act, open: onOpen, write })}
        onCopy={act.onCopy}
        onCut={edits ? act.onCopy : undefined}
        onPaste={act.onPaste}
        onClick={onClick}
        {...pointer}
      >
        <Head days={days} />
        <Body rows={rows} days={days} cell={cell} />
      </table>
      <datalist id={list}>
        {props.subjects.map((subject) => (
          <option key={subject} value={subject} />
        ))}
      </datalist>
      <p className="vh" role="status">
        {act.news}
      </p>
      <p className="vh" aria-live="polite">
        {props.price && [...(props.price.fits ? [] : [words.notThen]), ...props.price.said].join(", ")}
      </p>
      {edits && (
        <GridBar
          carrying={state.carry !== undefined}
          held={act.holds(state.focus)}
          onSubject={() => {
            set({ typing: true, anchor: undefined });
            window.requestAnimationFrame(write);
          }}
          onLift={(copy) => set({ carry: { from: state.focus, copy }, anchor: undefined })}
          onClear={() => act.clear(grid.selected)}
          onOpen={() => onOpen(state.focus)}
          onGiveUp={() => set({ carry: undefined, over: undefined })}
        />
      )}
    </div>
  );
}

function Head({ days }: { days: readonly Weekday[] }) {
  const words = useMessages(gridMessages);
  return (
    <>
      <colgroup>
        <col className={css["periods"]} />
        {days.map((day) => (
          <col key={day} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">{words.period}</span>
          </th>
          {days.map((day) => (
            <th key={day} scope="col">
              {words[day]}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

interface BodyProps {
  rows: readonly Row[];
  days: readonly Weekday[];
  cell: (row: Exclude<Row, { is: "noon" }>, day: Weekday) => ReactNode;
}

function Body({ rows, days, cell }: BodyProps) {
  const words = useMessages(gridMessages);
  return (
    <tbody>
      {rows.map((row) =>
        row.is === "noon" ? (
          <tr key="noon" className={css["noon"]}>
            <td colSpan={days.length + 1}>{words.noon}</td>
          </tr>
        ) : (
          <tr key={row.start} className={cx(row.is === "odd" && css["thin"])}>
            <th scope="row">
              {row.is === "period" && <span className={css["number"]}>{row.period.name}</span>}
              <span className={css["time"]}>{row.start}</span>
            </th>
            {days.map((day) => cell(row, day))}
          </tr>
        ),
      )}
    </tbody>
  );
}
