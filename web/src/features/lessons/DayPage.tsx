// The board of a day: classes or teachers by bells. What is searched, filtered and looked at stands in the address.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { paths } from "../../app/paths";
import { addDays, isDay, todayIn, weekOf, windowOf } from "../../api/days";
import { useNow } from "../../api/clock";
import { given } from "../../api/given";
import { useZone } from "../../api/zone";
import { choice, day, text, useAddress } from "../../ui/address";
import { Button, SearchField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { useNarrow } from "../../ui/narrow";
import { Page } from "../../ui/page";
import { Print } from "../../ui/print";
import { useSeek } from "../../ui/seek";
import { More } from "../../ui/table";
import { useLessonHref } from "./address";
import { BellList } from "./BellList";
import type { BoardBy, BoardRow } from "./board";
import { type Board as CarryBoard, useCarry } from "./changing/carry";
import { CarryNews } from "./changing/CarryNews";
import { changingMessages } from "./changing/messages";
import { useCarryTo } from "./changing/useCarryTo";
import { add, dayCounts, talliesByBell } from "./counts";
import { type Column, type Tally, asShown, cellsOf, talliesOf, tallyOf } from "./day";
import css from "./day.module.css";
import { DayTable } from "./DayTable";
import { BellTabs, StateFilters } from "./filters";
import { LessonSheet } from "./LessonSheet";
import { dayMessages } from "./day.messages";
import { lessonMessages } from "./messages";
import type { Lesson } from "./types";
import { atBell, nearBell, useDay } from "./useDay";

export { askDay } from "./first";

const ADDRESS = {
  date: day(),
  by: choice(["room", "teacher"], "room"),
  q: text(),
  state: text(),
  at: text(),
};
const MINUTE_MS = 60_000;

export function DayPage() {
  const board = useMessages(dayMessages);
  const format = useFormat();
  const [address, set] = useAddress(ADDRESS);
  const zone = useZone();
  const today = todayIn(zone, useNow(MINUTE_MS));
  const date = isDay(address.date) ? address.date : today;
  const by: BoardBy = address.by;
  const q = useDeferredValue(address.q);
  const day = useDay(date, by, q);
  const isNarrowed = q !== "" || address.state !== "";
  const pages = day.query.data?.pages.length ?? 0;
  // The first page is as much as is seen at once; what is looked for may be on any.
  useSeek(day.query, isNarrowed || pages === 1);
  const isWhole = pages > 0 && !day.query.hasNextPage;
  const counts = useQuery({ ...dayCounts(date, zone), enabled: pages > 1 && !isWhole && q === "" }).data;
  const byBell = useMemo(
    () => (counts && !isWhole && q === "" ? talliesByBell(counts, day.now) : undefined),
    [counts, isWhole, q, day.now],
  );
  const title = format.date(date, "long");
  const other = (days: number) => paths.day({ ...address, date: addDays(date, days), at: "" });
  return (
    <Page
      title={title}
      sub={
        <nav className="acts" aria-label={board.goToDay}>
          <Go href={other(-1)}>{`‹ ${format.date(addDays(date, -1), "weekday")}`}</Go>
          {date !== today && <Go href={paths.day({ ...address, date: "", at: "" })}>{board.toToday}</Go>}
          <Go href={other(1)}>{`${format.date(addDays(date, 1), "weekday")} ›`}</Go>
        </nav>
      }
      acts={
        <>
          <Button pressed={by === "room"} onClick={() => set({ by: "room" })}>
            {board.byClass}
          </Button>
          <Button pressed={by === "teacher"} onClick={() => set({ by: "teacher" })}>
            {board.byTeacher}
          </Button>
          {day.rows.length > 0 && (
            <Csv
              path="/v1/lessons"
              query={{ ...windowOf(date, zone), ...given({ state: address.state }) }}
              name={`lessons-${date}`}
            />
          )}
          <Print query={day.query} rows={day.rows.length} className="only-l no-print" />
        </>
      }
    >
      <div className="bar no-print">
        <SearchField label={board.find} placeholder={board.findRow} value={address.q} onSearch={(q) => set({ q })} />
        <StateFilters
          tally={byBell ? [...byBell.values()].reduce(add, {}) : tallyOfAll(day.rows, day.now)}
          isWhole={isWhole || byBell !== undefined}
          chosen={address.state}
          choose={(state) => set({ state })}
        />
      </div>
      <Loaded query={day.query} rows={10}>
        {() => (
          <Board
            by={by}
            label={board.boardOf(title)}
            rows={day.rows.filter((row) => has(row, address.state, day.now))}
            columns={day.columns}
            now={day.now}
            date={date}
            at={address.at}
            filtered={isNarrowed}
            isWhole={isWhole}
            counted={address.state === "" ? byBell : undefined}
          />
        )}
      </Loaded>
      <More query={day.query} />
      <LessonSheet />
    </Page>
  );
}

function has(row: BoardRow, state: string, now: number): boolean {
  return !state || asShown(row.lessons, now).some((lesson) => lesson.state === state);
}

/** Each once: a lesson that two teachers give stands in both their rows. */
function tallyOfAll(rows: readonly BoardRow[], now: number): Tally {
  const lessons = new Map(rows.flatMap((row) => row.lessons.map((lesson) => [lesson.id, lesson] as const)));
  return tallyOf(asShown([...lessons.values()], now));
}

function boardOf(rows: readonly BoardRow[], columns: readonly Column[], date: string): CarryBoard {
  const rowOf = (lesson: Lesson) => rows.find((row) => row.lessons.some((one) => one.id === lesson.id));
  return {
    dates: [date],
    starts: columns.map((column) => column.key),
    find: (id) => rows.flatMap((row) => row.lessons).find((lesson) => lesson.id === id),
    at: ({ start }, lesson) => cellsOf(rowOf(lesson)?.lessons ?? []).get(start) ?? [],
    rowOf: (lesson) => rowOf(lesson)?.key,
  };
}

interface BoardProps {
  by: BoardBy;
  label: string;
  rows: readonly BoardRow[];
  columns: readonly Column[];
  now: number;
  date: string;
  at: string;
  filtered: boolean;
  /** No further row is to come. */
  isWhole: boolean;
  /** How all lessons of a bell stand, where not all are in the rows. */
  counted: ReadonlyMap<string, Tally> | undefined;
}

function Board({ by, label, rows, columns, now, date, at, filtered, isWhole, counted }: BoardProps) {
  const words = useMessages(lessonMessages);
  const board = useMessages(dayMessages);
  const format = useFormat();
  const narrow = useNarrow();
  const lessonHref = useLessonHref();
  const scroller = useRef<HTMLDivElement>(null);
  const { carryHint } = useMessages(changingMessages);
  const carry = useCarryTo();
  const carrying = useCarry(boardOf(rows, columns, date), by === "room" ? carry : undefined);
  const tallies = useMemo(() => {
    const ofRows = talliesOf(rows, columns, now);
    return counted ? columns.map((column, index) => counted.get(column.key) ?? ofRows[index]!) : ofRows;
  }, [counted, rows, columns, now]);
  const isThere = columns.some((column) => column.key === at);
  useEffect(() => {
    if (isThere)
      scroller.current?.querySelector("th[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [at, isThere]);
  if (rows.length === 0) return <Empty drawing="bell" title={filtered ? board.nothingFound : words.noLessons} />;
  if (narrow) {
    const bell = columns.find((column) => column.key === at) ?? nearBell(columns);
    return (
      <>
        <BellTabs columns={columns} current={bell} />
        <BellList label={label} by={by} rows={atBell(rows, bell)} now={now} lessonHref={lessonHref} />
      </>
    );
  }
  return (
    <div className={css["board"]}>
      <DayTable
        label={label}
        by={by}
        rows={rows}
        columns={columns}
        tallies={tallies}
        now={now}
        teachers
        rowHref={(row) => paths.week({ [by]: row.key, week: weekOf(date) })}
        lessonHref={lessonHref}
        carrying={by === "room" && carry ? carrying : undefined}
        date={date}
        at={at}
        scroller={scroller}
      />
      {by === "room" && carry && (
        <>
          {!carry.because && <p className="small quiet no-print">{carryHint}</p>}
          <CarryNews of={carrying} />
        </>
      )}
      <p className="small quiet">{(isWhole ? board.rows : board.firstRows)(rows.length, format.count(rows.length))}</p>
    </div>
  );
}
