// What was done with a lesson, quietly, over what it is now; and the way back. A view.
import { useEffect, useRef } from "react";
import { Button } from "../../../ui/controls";
import { type Format, useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { clockOf, dateOf } from "../day";
import type { Lesson } from "../types";
import type { Change } from "./change";
import css from "./changing.module.css";
import { changingMessages } from "./messages";
import type { Done } from "./useLessonChange";

export function usePlaced(): (lesson: Lesson) => string {
  const words = useMessages(changingMessages);
  const format = useFormat();
  return (lesson) => words.at(dayOf(format, lesson), clockOf(lesson.starts_at_local));
}

const dayOf = (format: Format, lesson: Lesson) => format.date(dateOf(lesson.starts_at_local), "short");

interface DoneNoteProps {
  done: Done;
  onUndo: (change: Change) => void;
}

export function DoneNote({ done, onUndo }: DoneNoteProps) {
  const words = useMessages(changingMessages);
  const said = useSaid(done);
  const { undo } = done;
  const note = useRef<HTMLDivElement>(null);
  // What was pressed is gone with what it did.
  useEffect(() => note.current?.focus(), [done]);
  return (
    <div ref={note} className={css["done"]} role="status" tabIndex={-1}>
      <span>{said}</span>
      {undo && (
        <Button look="line" onClick={() => onUndo(undo)}>
          {words.undo}
        </Button>
      )}
    </div>
  );
}

function useSaid({ change, after, isUndo }: Done): string {
  const words = useMessages(changingMessages);
  const at = usePlaced()(after);
  if (isUndo) return after.state === "cancelled" ? words.saidUndoCancelled : words.saidUndo(at);
  switch (change.verb) {
    case "move":
      return words.saidMove(at);
    case "cancel":
      return words.saidCancel;
    case "extend":
      return words.saidExtend(clockOf(after.ends_at_local));
    case "restore":
      return words.saidRestore(at);
  }
}
