// The day of classes or teachers: rows by bells. A view: it asks nothing.
import { type Ref, useMemo } from "react";
import { cx } from "../../ui/classes";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { LongBody } from "../../ui/long";
import { Name } from "../../ui/name";
import { Shape, Status, stateMessages } from "../../ui/status";
import { Table } from "../../ui/table";
import type { BoardBy, BoardRow } from "./board";
import type { Carrying } from "./changing/carry";
import { type Column, type Tally, asShown, cellsOf, heading, usual } from "./day";
import css from "./day.module.css";
import { lessonMessages } from "./messages";
import type { Lesson } from "./types";

const ROW_PX = 40;

interface DayTableProps {
  label: string;
  by: BoardBy;
  rows: readonly BoardRow[];
  columns: readonly Column[];
  /** What the heads of the columns count, also of rows that are not shown. */
  tallies: readonly Tally[];
  now: number;
  /** Says the teacher beside the subject, where there is room for it. */
  teachers?: boolean;
  rowHref: (row: BoardRow) => string;
  lessonHref: (lesson: string) => string;
  /** Where lessons can be carried along the row of their class. */
  carrying?: Carrying | undefined;
  /** The day, where lessons can be carried. */
  date?: string;
  /** The bell that was asked for: its column is marked. */
  at?: string;
  /** Set where the table scrolls in itself, with its head and first column in sight. */
  scroller?: React.RefObject<HTMLDivElement | null>;
}

export function DayTable(props: DayTableProps) {
  const {
    label,
    by,
    rows,
    columns,
    tallies,
    now,
    teachers,
    rowHref,
    lessonHref,
    carrying,
    date,
    at: asked,
    scroller,
  } = props;
  const words = useMessages(lessonMessages);
  const shown = useMemo(() => rows.map((row) => ({ ...row, cells: cellsOf(asShown(row.lessons, now)) })), [rows, now]);
  const drawRow = (index: number) => {
    const row = shown[index]!;
    return (
      <tr key={row.key}>
        <th scope="row">
          <Go href={rowHref(row)}>
            <Name max={24}>{row.key}</Name>
          </Go>
        </th>
        {columns.map((column, at) => (
          <Cell
            key={column.key}
            lessons={row.cells.get(column.key)}
            column={column}
            tally={tallies[at]!}
            by={by}
            teachers={teachers ?? false}
            lessonHref={lessonHref}
            row={row.key}
            date={date}
            carrying={carrying}
          />
        ))}
      </tr>
    );
  };
  return (
    <Table
      label={label}
      className={cx(css["day"], carrying?.held && css["carrying"])}
      {...carrying?.events}
      style={{ "--columns": columns.length } as React.CSSProperties}
      {...(scroller ? { around: { ref: scroller as Ref<HTMLDivElement>, className: css["scroller"] ?? "" } } : {})}
    >
      <thead>
        <tr>
          <th scope="col">{by === "room" ? words.classHead : words.teacherHead}</th>
          {columns.map((column, at) => (
            <th
              key={column.key}
              scope="col"
              className={place(column)}
              aria-current={column.key === asked ? "true" : undefined}
            >
              <span className={css["time"]}>{column.key}</span>
              <Heads tally={tallies[at]!} />
            </th>
          ))}
        </tr>
      </thead>
      <LongBody count={shown.length} height={ROW_PX} columns={columns.length + 1} {...(scroller ? { scroller } : {})}>
        {drawRow}
      </LongBody>
    </Table>
  );
}

function place(column: Column, bad = false): string {
  return cx(
    column.place === "hot" && css["hot"],
    column.place === "past" && css["past"],
    column.afterBreak && css["break"],
    bad && css["bad"],
  );
}

function Heads({ tally }: { tally: Tally }) {
  const words = useMessages(stateMessages);
  return (
    <span className={css["heads"]}>
      {heading(tally).map(({ state, count }) => (
        <Status key={state} state={state} size="s">
          {count === undefined ? (
            words[state]
          ) : (
            <>
              {count}
              <span className="vh">{words[state]}</span>
            </>
          )}
        </Status>
      ))}
    </span>
  );
}

interface CellProps {
  lessons: readonly Lesson[] | undefined;
  column: Column;
  tally: Tally;
  by: BoardBy;
  teachers: boolean;
  lessonHref: (lesson: string) => string;
  row: string;
  date: string | undefined;
  carrying: Carrying | undefined;
}

function Cell({ lessons, column, tally, by, teachers, lessonHref, row, date, carrying }: CellProps) {
  const words = useMessages(lessonMessages);
  const held = carrying?.held;
  const isOver = held?.over.start === column.key && held.lesson.room === row;
  const target = carrying && {
    "data-date": date,
    "data-start": column.key,
    "data-row": row,
  };
  const over = isOver && css[carrying?.isFree ? "over" : "full"];
  if (!lessons) {
    return (
      <td className={cx(place(column), over)} {...target}>
        <span className={css["none"]}>–</span>
      </td>
    );
  }
  const common = usual(tally);
  const bad = column.place !== "past" && lessons.some((lesson) => lesson.state === "missed");
  return (
    <td className={cx(place(column, bad), over)} {...target}>
      {lessons.map((lesson) => (
        <Go key={lesson.id} className={css["cell"]} href={lessonHref(lesson.id)} data-lesson={lesson.id}>
          {(column.place === "hot" || lesson.state !== common) && <Shape state={lesson.state} />}
          <Name max={16}>{lesson.title ?? words.untitled}</Name>
          {teachers && <Beside lesson={lesson} by={by} />}
        </Go>
      ))}
    </td>
  );
}

/** On a board of classes who teaches, on a board of teachers where. */
function Beside({ lesson, by }: { lesson: Lesson; by: BoardBy }) {
  const said = by === "room" ? lesson.teachers.join(", ") : lesson.room;
  if (!said) return null;
  return (
    <span className={css["who"]}>
      <Name max={14}>{said}</Name>
    </span>
  );
}
