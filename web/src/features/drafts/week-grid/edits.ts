// What the grid asks for, done to the document of the open draft: each a step that can be taken back.
import { useMemo } from "react";
import { minutesOf, type Weekday } from "../days/term";
import { type Doc, newLineKey, type Weeks } from "../editor/doc";
import type { DraftSession } from "../editor/session";
import { readLesson } from "../import/paste";
import { pastedAt, type Put } from "./clipboard";
import { type At, type Lesson, slotsOf } from "./lines";
import * as moves from "./moves";
import type { Cell } from "./rows";

export interface Edits {
  /** A title of the palette, as it is. */
  paint: (cells: readonly Cell[], title: string, weeks: Weeks) => void;
  /** What was typed: `Maths`, or `Maths / Mr Chen`. */
  type: (cell: Cell, said: string, weeks: Weeks) => void;
  clear: (cells: readonly Cell[]) => void;
  move: (from: Cell, to: Cell) => void;
  copy: (from: Cell, to: Cell) => void;
  /** Lessons that were copied from a week, as they are: those that filled their period fill the new one. */
  put: (cells: readonly Put[]) => void;
  /** What comes from elsewhere as text. */
  paste: (text: string, at: Cell, starts: readonly string[], days: readonly Weekday[]) => void;
  /** The lesson of a cell; in all rooms that share it, if `everywhere`. */
  change: (at: At, patch: moves.LessonPatch, everywhere: boolean) => void;
  add: (at: At, lesson: Lesson) => void;
  clearOne: (at: At) => void;
}

const DEFAULT_MINUTES = 45;

function minutesAt(doc: Doc, start: string): number {
  const period = doc.bells.find((one) => one.start === start);
  return period ? minutesOf(period.end) - minutesOf(period.start) : DEFAULT_MINUTES;
}

/** Who teaches a subject in this room already, if that is one answer. */
function usualTeachers(doc: Doc, room: string, title: string): string[] {
  const found = slotsOf(doc.lines, doc.rooms, { room }).filter((slot) => slot.title === title);
  const names = new Set(found.map((slot) => slot.teachers.join("\n")));
  return names.size === 1 ? (found[0]?.teachers ?? []) : [];
}

interface Said {
  title: string;
  teachers: string[];
  weeks: Weeks;
}

function lessonOf(doc: Doc, room: string, { title, teachers }: Said, start: string): Lesson {
  return {
    title,
    teachers: teachers.length > 0 ? teachers : usualTeachers(doc, room, title),
    minutes: minutesAt(doc, start),
  };
}

function withSubject(doc: Doc, title: string): Doc {
  return !title || doc.subjects.includes(title) ? doc : { ...doc, subjects: [...doc.subjects, title] };
}

export function useEdits(session: DraftSession, room: string): Edits {
  return useMemo(() => editsOf(session, room), [session, room]);
}

export function editsOf(session: Pick<DraftSession, "edit">, room: string): Edits {
  const at = (cell: Cell, weeks: Weeks = "all"): At => ({ room, weeks, ...cell });
  const keys = newLineKey;
  const place = (doc: Doc, cell: Cell, said: Said, half: Weeks): Doc => {
    const lesson = lessonOf(doc, room, said, cell.start);
    const placed = moves.place(doc, at(cell, said.weeks === "all" ? half : said.weeks), lesson, keys);
    return withSubject(placed, lesson.title);
  };
  return {
    paint: (cells, title, weeks) =>
      session.edit((doc) =>
        cells.reduce((now, cell) => place(now, cell, { title, teachers: [], weeks: "all" }, weeks), doc),
      ),
    type: (cell, said, weeks) => session.edit((doc) => place(doc, cell, readLesson(said), weeks)),
    clear: (cells) =>
      session.edit((doc) =>
        moves.clear(
          doc,
          cells.map((cell) => at(cell)),
          keys,
        ),
      ),
    move: (from, to) => session.edit((doc) => moves.move(doc, at(from), at(to), keys)),
    copy: (from, to) => session.edit((doc) => moves.copy(doc, at(from), at(to), keys)),
    put: (cells) =>
      session.edit((doc) =>
        cells.reduce((now, { cell, lasts, lessons }) => {
          const empty = moves.clear(now, [at(cell)], keys);
          return lessons.reduce((next, { weeks, line, ...lesson }) => {
            const minutes = lesson.minutes === lasts ? minutesAt(next, cell.start) : lesson.minutes;
            const isFree = next.lines.every((one) => one.key !== line);
            const placed = moves.place(next, at(cell, weeks), { ...lesson, minutes }, isFree ? () => line : keys);
            return withSubject(placed, lesson.title);
          }, empty);
        }, doc),
      ),
    paste: (text, cell, starts, days) =>
      session.edit((doc) =>
        pastedAt(text, cell, starts, days).reduce((now, pasted) => {
          const empty = moves.clear(now, [at(pasted.cell)], keys);
          return pasted.lessons.reduce((next, lesson) => place(next, pasted.cell, lesson, "all"), empty);
        }, doc),
      ),
    change: (cell, patch, everywhere) =>
      session.edit((doc) => {
        const changed = moves.change(doc, { ...cell, everywhere }, patch, keys);
        return withSubject(changed, patch.title ?? "");
      }),
    add: (cell, lesson) => session.edit((doc) => withSubject(moves.place(doc, cell, lesson, keys), lesson.title)),
    clearOne: (cell) => session.edit((doc) => moves.clear(doc, [cell], keys)),
  };
}
