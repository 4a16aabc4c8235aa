// A ruled week to read: periods by days, on a phone one day at a time. A view.
import { useMemo, useState } from "react";
import { cx } from "../../../ui/classes";
import { DayTabs } from "../../../ui/day-tabs";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useNarrow } from "../../../ui/narrow";
import { Name } from "../../../ui/name";
import { Shape } from "../../../ui/status";
import { shownState, clockOf, dateOf } from "../day";
import { weekMessages } from "../week.messages";
import { type Board, type Carry, type Carrying, isSame, useCarry } from "../changing/carry";
import { CarryNews } from "../changing/CarryNews";
import { changingMessages } from "../changing/messages";
import { subjectClass, subjectColours } from "../subject";
import type { Lesson } from "../types";
import type { Week, WeekLine, WeekRow } from "./week";
import css from "./week.module.css";

interface WeekViewProps {
  label: string;
  week: Week;
  /** What a cell says beside the subject: who teaches, or where. */
  beside: "teacher" | "room";
  today: string;
  now: number;
  /** Without it cells are no links: on paper. */
  lessonHref?: (lesson: string) => string;
  /** Where lessons can be carried from cell to cell. */
  carry?: Carry | undefined;
}

type Colours = ReadonlyMap<string, number>;

export function WeekView(props: WeekViewProps) {
  const narrow = useNarrow();
  return narrow ? <OneDay {...props} /> : <Sheet {...props} days={props.week.days} />;
}

function OneDay(props: WeekViewProps) {
  const { week, today } = props;
  const words = useMessages(weekMessages);
  const format = useFormat();
  const [chosen, setChosen] = useState("");
  const day = [chosen, today].find((one) => week.days.includes(one)) ?? week.days[0]!;
  return (
    <>
      <DayTabs label={words.day} days={week.days} day={day} onDay={setChosen}>
        {(one) => (
          <>
            {format.date(one, "weekday")}
            <span className="vh">{format.date(one, "day")}</span>
          </>
        )}
      </DayTabs>
      <Sheet {...props} days={[day]} />
    </>
  );
}

function Sheet({ label, week, days, carry, ...cell }: WeekViewProps & { days: readonly string[] }) {
  const words = useMessages(weekMessages);
  const format = useFormat();
  const colours = useMemo(() => subjectColours(week.lines.flatMap(titles)), [week]);
  const { carryHint, carryHintTeacher } = useMessages(changingMessages);
  const carrying = useCarry(boardOf(week), carry);
  const shown = days.map((day) => week.days.indexOf(day));
  const lines = days.length === week.days.length ? week.lines : week.lines.filter((line) => onDay(line, shown));
  return (
    <div className="stack-s">
      <table className={cx(css["week"], carrying.held && css["carrying"])} aria-label={label} {...carrying.events}>
        <colgroup>
          <col className={css["period"]} />
          {days.map((day) => (
            <col key={day} />
          ))}
        </colgroup>
        <thead className={cx(days.length === 1 && "vh")}>
          <tr>
            <th scope="col">
              <span className="vh">{words.periodHead}</span>
            </th>
            {days.map((day) => (
              <th key={day} scope="col" className={cx(day === cell.today && css["today"])}>
                {format.date(day, "weekday")}
                <span className={css["date"]}>{format.date(day, "day")}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) =>
            line.kind === "noon" ? (
              <tr key={line.key} className={css["noon"]}>
                <td colSpan={days.length + 1}>{words.noon}</td>
              </tr>
            ) : (
              <tr key={line.key} className={cx(line.kind === "odd" && css["thin"])}>
                <th scope="row">
                  {line.number && <b>{line.number}</b>}
                  <span>{line.start}</span>
                </th>
                {shown.map((at) => (
                  <Cell
                    key={at}
                    date={week.days[at]!}
                    lessons={line.cells[at] ?? []}
                    row={line}
                    colours={colours}
                    carrying={carrying}
                    {...cell}
                  />
                ))}
              </tr>
            ),
          )}
        </tbody>
      </table>
      {carry && (
        <>
          {!carry.because && (
            <p className="small quiet only-l no-print">{cell.beside === "room" ? carryHintTeacher : carryHint}</p>
          )}
          <CarryNews of={carrying} />
        </>
      )}
    </div>
  );
}

function boardOf({ days, lines }: Week): Board {
  const rows = lines.filter((line) => line.kind !== "noon");
  return {
    dates: days,
    starts: rows.map((row) => row.start),
    find: (id) => rows.flatMap((row) => row.cells.flat()).find((lesson) => lesson.id === id),
    at: ({ date, start }) => rows.find((row) => row.start === start)?.cells[days.indexOf(date)] ?? [],
  };
}

function titles(line: WeekLine): string[] {
  return line.kind === "noon" ? [] : line.cells.flat().flatMap((lesson) => lesson.title ?? []);
}

/** On a phone an odd time that the day does not have is left out. */
function onDay(line: WeekLine, shown: readonly number[]): boolean {
  return line.kind !== "odd" || shown.some((at) => (line.cells[at] ?? []).length > 0);
}

interface CellProps extends Omit<WeekViewProps, "label" | "week" | "carry"> {
  date: string;
  lessons: readonly Lesson[];
  row: WeekRow;
  colours: Colours;
  carrying: Carrying;
}

function Cell({ date, lessons, row, carrying, colours, beside, now, lessonHref }: CellProps) {
  const bad = lessons.some((lesson) => shownState(lesson, now) === "missed");
  const words = useMessages(weekMessages);
  const { held, isFree } = carrying;
  const isOver = held !== undefined && isSame(held.over, { date, start: row.start });
  const hidden = carrying.hidden({ date, start: row.start });
  return (
    <td
      className={cx(bad && css["bad"], isOver && css[isFree ? "over" : "full"])}
      data-date={date}
      data-start={row.start}
    >
      {isOver && isFree && !lessons.some(({ id }) => id === held.lesson.id) && (
        <span className={css["token"]} aria-hidden="true">
          <b>
            <Name max={24}>{held.lesson.title ?? words.untitled}</Name>
          </b>
        </span>
      )}
      {hidden && lessons.length === 0 && (
        <span className={css["hidden"]} aria-hidden="true">
          <Name max={40}>{`${hidden.room} ${hidden.title ?? words.untitled}`}</Name>
        </span>
      )}
      {lessons.map((lesson) => (
        <Token
          key={lesson.id}
          lesson={lesson}
          row={row}
          colours={colours}
          beside={beside}
          now={now}
          href={lessonHref?.(lesson.id)}
          isHeld={held?.lesson.id === lesson.id}
        />
      ))}
    </td>
  );
}

interface TokenProps extends Pick<CellProps, "row" | "colours" | "beside" | "now"> {
  lesson: Lesson;
  href: string | undefined;
  isHeld: boolean;
}

function Token({ lesson, row, colours, beside, now, href, isHeld }: TokenProps) {
  const words = useMessages(weekMessages);
  const state = shownState(lesson, now);
  const title = lesson.title ?? words.untitled;
  const end = clockOf(lesson.ends_at_local);
  const others = [
    beside === "room" ? lesson.room : lesson.teachers.join(", "),
    end !== row.end || row.kind === "odd" ? words.until(end) : "",
    lesson.on !== dateOf(lesson.starts_at_local) ? words.moved : "",
  ].filter(Boolean);
  const className = cx(
    css["token"],
    subjectClass(colours, title),
    isHeld && css["held"],
    state === "cancelled" && css["gone"],
  );
  const inside = (
    <>
      <b>
        {state !== "scheduled" && state !== "ended" && <Shape state={state} size="s" />}
        <Name max={24}>{title}</Name>
      </b>
      {others.length > 0 && (
        <span className={css["by"]}>
          {" "}
          <Name max={40}>{others.join(" · ")}</Name>
        </span>
      )}
    </>
  );
  if (!href) return <span className={className}>{inside}</span>;
  return (
    <Go href={href} className={className} data-lesson={lesson.id}>
      {inside}
    </Go>
  );
}
