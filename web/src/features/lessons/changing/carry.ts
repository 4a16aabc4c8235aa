// A lesson carried over its week or its day, by mouse or by keyboard: Space picks it up, arrows carry it, Space drops it, Escape returns it. A drop only says where:
// the lesson's sheet asks before anything is moved. A finger scrolls; on a phone the sheet has the way by taps.
import { type HTMLAttributes, type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from "react";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { clockOf, dateOf } from "../day";
import { lessonMessages } from "../messages";
import type { Lesson } from "../types";
import { changingMessages } from "./messages";
import { overlaps } from "./places";

const SLOP_PX = 4;
const MINUTE_MS = 60_000;

export interface Target {
  date: string;
  start: string;
}

/** What lessons are carried over: cells `td[data-date][data-start]`, with links `[data-lesson]` in them. */
export interface Board {
  dates: readonly string[];
  starts: readonly string[];
  find: (id: string) => Lesson | undefined;
  /** What stands at a place of the row that a lesson is in. */
  at: (target: Target, lesson: Lesson) => readonly Lesson[];
  /** Where there is a row a class: its own one alone takes a lesson, and its cells say which it is by `data-row`. */
  rowOf?: (lesson: Lesson) => string | undefined;
}

export interface Carry {
  may: (lesson: Lesson) => boolean;
  /** Why none is carried by whoever looks: said once it is tried, and nothing is taken up. */
  because?: string | undefined;
  /** It was taken up: what the board does not show of its class may be read now. */
  onLift?: (lesson: Lesson) => void;
  /** What classes have beside what the board shows: a teacher's week has none of their other lessons. */
  ofClasses?: readonly Lesson[];
  onDrop: (lesson: Lesson, to: Target) => void;
}

export interface Held {
  lesson: Lesson;
  over: Target;
}

interface Press {
  lesson: Lesson;
  x: number;
  y: number;
}

const ARROWS: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Carrying {
  held: Held | undefined;
  isFree: boolean;
  /** Where the class of what is held has a lesson that the board does not show. */
  hidden: (target: Target) => Lesson | undefined;
  /** For who does not see it. */
  news: string;
  /** The news is that whoever tried may not: for everybody to see. */
  isDenied: boolean;
  events: HTMLAttributes<HTMLElement>;
}

export function useCarry(board: Board, carry: Carry | undefined): Carrying {
  const words = useMessages(changingMessages);
  const lessons = useMessages(lessonMessages);
  const format = useFormat();
  const [held, setHeld] = useState<Held>();
  const [news, setNews] = useState("");
  const press = useRef<Press | undefined>(undefined);
  const isDragging = useRef(false);
  const title = (lesson: Lesson) => lesson.title ?? lessons.untitled;

  const lessonAt = (target: EventTarget): Lesson | undefined => {
    const id = target instanceof Element ? target.closest<HTMLElement>("[data-lesson]")?.dataset["lesson"] : undefined;
    const lesson = id && board.find(id);
    return lesson && carry?.may(lesson) ? lesson : undefined;
  };
  const hidden = (lesson: Lesson, { date, start }: Target) =>
    (carry?.ofClasses ?? []).filter(
      (one) =>
        one.classroom_id === lesson.classroom_id &&
        one.id !== lesson.id &&
        one.state !== "cancelled" &&
        !board.find(one.id) &&
        overlaps(one, date, start, minutesOf(lesson)),
    );
  const others = ({ lesson, over }: Held) => [
    ...board.at(over, lesson).filter((one) => one.id !== lesson.id && one.state !== "cancelled"),
    ...hidden(lesson, over),
  ];
  const say = (next: Held) => {
    const place = words.spot(format.date(next.over.date, "short"), next.over.start);
    const taken = others(next)[0];
    const by = taken && (board.find(taken.id) ? title(taken) : `${taken.room} ${title(taken)}`);
    setNews(by ? words.takenSaid(place, by) : words.freeSaid(place));
  };
  const end = () => {
    press.current = undefined;
    setHeld(undefined);
  };
  const drop = (what: Held) => {
    if (others(what).length > 0) return say(what);
    end();
    if (isSame(what.over, placeOf(what.lesson))) setNews(words.returned(title(what.lesson)));
    else carry?.onDrop(what.lesson, what.over);
  };

  const byKeys = (event: KeyboardEvent) => {
    if (event.key === " ") {
      const lesson = lessonAt(event.target);
      if (held) drop(held);
      else if (lesson && carry?.because) setNews(carry.because);
      else if (lesson) {
        carry?.onLift?.(lesson);
        setHeld({ lesson, over: placeOf(lesson) });
        setNews(words.lifted(title(lesson)));
      } else return;
    } else if (!held) return;
    else if (event.key === "Enter") drop(held);
    else if (event.key === "Escape") {
      end();
      setNews(words.returned(title(held.lesson)));
    } else if (ARROWS[event.key]) {
      const next = { ...held, over: stepped(board, held.over, ARROWS[event.key]!) };
      setHeld(next);
      say(next);
    } else return;
    event.preventDefault();
  };

  const onPointerDown = (event: PointerEvent) => {
    isDragging.current = false;
    const lesson = event.button === 0 && event.pointerType === "mouse" ? lessonAt(event.target) : undefined;
    if (!lesson) return;
    press.current = { lesson, x: event.clientX, y: event.clientY };
    if (!carry?.because) carry?.onLift?.(lesson);
  };
  const onPointerMove = (event: PointerEvent) => {
    const one = press.current;
    if (!one) return;
    if (!isDragging.current && Math.hypot(event.clientX - one.x, event.clientY - one.y) <= SLOP_PX) return;
    if (carry?.because) {
      press.current = undefined;
      isDragging.current = true;
      return setNews(carry.because);
    }
    if (!isDragging.current) event.currentTarget.setPointerCapture(event.pointerId);
    isDragging.current = true;
    const over = targetAt(event, board.rowOf?.(one.lesson)) ?? placeOf(one.lesson);
    if (!held || !isSame(held.over, over)) setHeld({ lesson: one.lesson, over });
  };
  const onPointerUp = (event: PointerEvent) => {
    const lesson = press.current?.lesson;
    const over = lesson && targetAt(event, board.rowOf?.(lesson));
    press.current = undefined;
    if (!lesson || !isDragging.current) return;
    const what = over && { lesson, over };
    if (what && others(what).length === 0) drop(what);
    else end();
  };

  return {
    held,
    news,
    isDenied: carry?.because !== undefined && news === carry.because,
    isFree: held !== undefined && others(held).length === 0,
    hidden: (target) => held && hidden(held.lesson, target)[0],
    events: carry
      ? {
          onKeyDown: byKeys,
          onPointerDown,
          onPointerMove,
          onPointerUp,
          onPointerCancel: end,
          onBlur: () => held && !press.current && end(),
          onDragStart: (event: MouseEvent) => event.preventDefault(),
          // What was dragged was not meant to be opened; what is opened by a key was not dragged.
          onClickCapture: (event: MouseEvent) => isDragging.current && event.detail > 0 && event.preventDefault(),
        }
      : {},
  };
}

export function isSame(a: Target, b: Target): boolean {
  return a.date === b.date && a.start === b.start;
}

function placeOf(lesson: Lesson): Target {
  return { date: dateOf(lesson.starts_at_local), start: clockOf(lesson.starts_at_local) };
}

function minutesOf({ starts_at, ends_at }: Lesson): number {
  return (Date.parse(ends_at) - Date.parse(starts_at)) / MINUTE_MS;
}

function targetAt(event: PointerEvent, row: string | undefined): Target | undefined {
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("td[data-date]")?.dataset;
  return cell?.["date"] && cell["start"] && cell["row"] === row
    ? { date: cell["date"], start: cell["start"] }
    : undefined;
}

function stepped({ dates, starts }: Board, from: Target, [right, down]: readonly [number, number]): Target {
  const within = (index: number, count: number) => Math.min(Math.max(index, 0), count - 1);
  // A day alone has its bells side by side.
  const [byDate, byStart] = dates.length > 1 ? [right, down] : [0, right];
  return {
    date: dates[within(dates.indexOf(from.date) + byDate, dates.length)]!,
    start: starts[within(starts.indexOf(from.start) + byStart, starts.length)]!,
  };
}
