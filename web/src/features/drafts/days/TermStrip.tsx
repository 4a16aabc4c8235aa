// The term as weeks by days: a range of days is chosen by a drag, by Shift and arrows, by two clicks with Shift or by two taps with a button between them, and
// then said what it is.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "../../../ui/classes";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import css from "../editor/editor.module.css";
import { draftMessages } from "../messages";
import { gridMessages } from "../week-grid/messages";
import { whatRuns } from "./days";
import { addDays, inTerm, WEEKDAYS, weeksOf } from "./term";
import { useWholeDays } from "./whole-days";

interface TermStripProps {
  onOff: (from: string, to: string) => void;
  onUsual: (from: string, to: string) => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function TermStrip({ onOff, onUsual }: TermStripProps) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const format = useFormat();
  const doc = useWholeDays();
  const table = useRef<HTMLTableElement>(null);
  const dragging = useRef(false);
  // The next day that is pressed ends the range: a finger has no Shift, and drags the page.
  const [ending, setEnding] = useState(false);
  const weeks = weeksOf(doc.term);
  const [chosen, setChosen] = useState({ from: doc.term.first_day, to: doc.term.first_day });
  const to = inTerm(chosen.to, doc.term) ? chosen.to : doc.term.first_day;
  const [first, last] = [chosen.from, to].sort() as [string, string];
  const dayAt = (target: EventTarget | null) =>
    (target as Element | null)?.closest<HTMLElement>("td[data-day]")?.dataset["day"];
  const choose = (day: string, stretch: boolean) => setChosen((now) => ({ from: stretch ? now.from : day, to: day }));

  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const day = addDays(to, by);
    if (!inTerm(day, doc.term)) return;
    flushSync(() => choose(day, event.shiftKey));
    table.current?.querySelector<HTMLElement>(`td[data-day="${day}"]`)?.focus();
  };
  const onPointerDown = (event: PointerEvent) => {
    const day = dayAt(event.target);
    if (!day || !inTerm(day, doc.term)) return;
    dragging.current = event.pointerType === "mouse";
    choose(day, event.shiftKey || ending);
    setEnding(false);
  };
  const onPointerMove = (event: PointerEvent) => {
    const day = dragging.current && dayAt(document.elementFromPoint(event.clientX, event.clientY));
    if (day && inTerm(day, doc.term) && day !== to) choose(day, true);
  };
  const release = () => {
    dragging.current = false;
  };

  const cell = (day: string) => {
    const state = whatRuns(doc, day);
    const said =
      state.is === "off"
        ? words.offOn(format.date(day, "short"))
        : state.is === "runs-as"
          ? words.runsAsOn(format.date(day, "short"), format.date(state.as, "short"))
          : format.date(day, "short");
    return (
      <td
        key={day}
        data-day={day}
        tabIndex={day === to ? 0 : -1}
        aria-label={said}
        aria-selected={first <= day && day <= last}
        aria-disabled={state.is === "outside" || undefined}
        className={cx(
          state.is === "outside" && css["outside"],
          state.is === "off" && css["off"],
          state.is === "runs-as" && css["made"],
          first <= day && day <= last && css["chosen"],
        )}
      >
        {Number(day.slice(8))}
      </td>
    );
  };

  return (
    <Section title={words.strip}>
      <p className="quiet">{words.stripHint}</p>
      <div className={cx("acts", css["choose"])}>
        <Button aria-pressed={ending} onClick={() => setEnding(!ending)}>
          {words.rangeTo}
        </Button>
        <Button onClick={() => onOff(first, last)}>{words.off}</Button>
        <Button onClick={() => onUsual(first, last)}>{words.usual}</Button>
        <span role="status">
          {first === last
            ? format.date(first, "short")
            : `${format.date(first, "short")} – ${format.date(last, "short")}`}
        </span>
      </div>
      <div className={css["scroll"]}>
        <table
          ref={table}
          role="grid"
          aria-label={words.strip}
          aria-multiselectable
          className={css["strip"]}
          onKeyDown={onKeyDown}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={release}
          onPointerLeave={release}
        >
          <thead>
            <tr>
              <th scope="col">
                <span className="vh">{words.week}</span>
              </th>
              {WEEKDAYS.map((day) => (
                <th key={day} scope="col">
                  {grid[day]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((monday, index) => (
              <tr key={monday}>
                <th scope="row">
                  {words.weekNo(index + 1)} · {format.date(monday)}
                </th>
                {WEEKDAYS.map((_, right) => cell(addDays(monday, right)))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
