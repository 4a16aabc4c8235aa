// The week of a room as places to choose from: one tab stop, arrows, Enter or Space; a press or a tap does the same. A view.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "../../../ui/classes";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { lessonMessages } from "../messages";
import css from "./changing.module.css";
import { changingMessages } from "./messages";
import { isChoosable, type Spot, type Spots } from "./places";

interface PlaceGridProps {
  spots: Spots;
  /** What is chosen, be it in this week or not. */
  chosen: { date: string; start: string };
  title: string;
  teachers: readonly string[];
  /** One day at a time. */
  narrow: boolean;
  /** Whether it comes into focus with its first showing. */
  takesFocus: boolean;
  onChoose: (date: string, start: string) => void;
}

const ARROWS: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function PlaceGrid({ spots, chosen, title, teachers, narrow, takesFocus, onChoose }: PlaceGridProps) {
  const words = useMessages(changingMessages);
  const [tab, setTab] = useState({ day: "", with: "" });
  const shown = (tab.with === chosen.date && spots.days.find((day) => day === tab.day)) || inWeek(spots, chosen.date);
  const days = narrow ? [shown] : spots.days;
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState(chosen);
  const at = {
    date: days.includes(focus.date) ? focus.date : inWeek({ days }, chosen.date),
    start: spots.starts.includes(focus.start) ? focus.start : (spots.starts[0] ?? ""),
  };
  const toFocus = () => table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  useEffect(() => {
    if (takesFocus) toFocus();
  }, [takesFocus]);

  const choose = (spot: Spot) => {
    setFocus({ date: spot.date, start: spot.start });
    if (isChoosable(spot)) onChoose(spot.date, spot.start);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") choose(spots.at(at.date, at.start));
    else if (!arrow) return;
    else {
      const next = { date: stepped(days, at.date, arrow[0]), start: stepped(spots.starts, at.start, arrow[1]) };
      flushSync(() => setFocus(next));
      toFocus();
    }
    event.preventDefault();
  };
  return (
    <>
      {narrow && <DayTabs days={spots.days} shown={shown} onShow={(day) => setTab({ day, with: chosen.date })} />}
      <table ref={table} role="grid" aria-label={words.week} className={css["places"]} onKeyDown={onKeyDown}>
        <colgroup>
          <col className={css["start"]} />
          {days.map((day) => (
            <col key={day} />
          ))}
        </colgroup>
        <Head days={days} narrow={narrow} />
        <tbody>
          {spots.starts.map((start) => (
            <tr key={start}>
              <th scope="row">{start}</th>
              {days.map((date) => (
                <PlaceCell
                  key={date}
                  spot={spots.at(date, start)}
                  title={title}
                  teachers={teachers}
                  isChosen={date === chosen.date && start === chosen.start}
                  isStop={date === at.date && start === at.start}
                  onChoose={choose}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function inWeek({ days }: Pick<Spots, "days">, date: string): string {
  return days.find((day) => day === date) ?? days[0]!;
}

function stepped(all: readonly string[], from: string, by: number): string {
  return all[Math.min(Math.max(all.indexOf(from) + by, 0), all.length - 1)] ?? from;
}

interface DayTabsProps {
  days: readonly string[];
  shown: string;
  onShow: (day: string) => void;
}

function DayTabs({ days, shown, onShow }: DayTabsProps) {
  const words = useMessages(changingMessages);
  const format = useFormat();
  return (
    <div className={css["tabs"]} role="group" aria-label={words.day}>
      {days.map((day) => (
        <button key={day} type="button" aria-pressed={day === shown} onClick={() => onShow(day)}>
          {format.date(day, "weekday")}
          <small aria-hidden="true">{Number(day.slice(8))}</small>
          <span className="vh">{format.date(day, "day")}</span>
        </button>
      ))}
    </div>
  );
}

function Head({ days, narrow }: { days: readonly string[]; narrow: boolean }) {
  const words = useMessages(changingMessages);
  const format = useFormat();
  return (
    <thead className={cx(narrow && "vh")}>
      <tr>
        <th scope="col">
          <span className="vh">{words.period}</span>
        </th>
        {days.map((day) => (
          <th key={day} scope="col">
            {format.date(day, "weekday")} <small>{format.date(day, "day")}</small>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface PlaceCellProps {
  spot: Spot;
  title: string;
  teachers: readonly string[];
  isChosen: boolean;
  /** The one cell that the Tab key comes to. */
  isStop: boolean;
  onChoose: (spot: Spot) => void;
}

function PlaceCell({ spot, title, teachers, isChosen, isStop, onChoose }: PlaceCellProps) {
  const words = useMessages(changingMessages);
  const lessons = useMessages(lessonMessages);
  const format = useFormat();
  const { date, start, is, by } = spot;
  const said = { free: words.free, busy: words.busy, shut: words.shut, own: words.isHere, taken: words.taken }[is];
  return (
    <td
      role="gridcell"
      className={cx(css[is], isChosen && css["chosen"])}
      tabIndex={isStop ? 0 : -1}
      aria-selected={isChosen}
      aria-disabled={!isChoosable(spot)}
      onClick={() => onChoose(spot)}
    >
      <span className="vh">{`${words.spot(format.date(date, "short"), start)}: ${said}`}</span>
      {is === "shut" && <Sign>–</Sign>}
      {is === "free" && !isChosen && <Sign>+</Sign>}
      {is === "taken" && <Name max={16}>{by?.title ?? lessons.untitled}</Name>}
      {(is === "own" || (isChosen && isChoosable(spot))) && (
        <>
          <Name max={16}>{title}</Name> <small>{is === "own" ? words.own : words.chosen}</small>{" "}
        </>
      )}
      {is === "busy" && by && (
        <small>
          <Name max={24}>{`${by.teachers.find((one) => teachers.includes(one)) ?? ""} → ${by.room}`}</Name>
        </small>
      )}
    </td>
  );
}

/** Told apart without colours, and said already in words. */
function Sign({ children }: { children: string }) {
  return (
    <span className={css["sign"]} aria-hidden="true">
      {children}
    </span>
  );
}
