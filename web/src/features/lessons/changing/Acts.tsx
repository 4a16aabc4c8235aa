// What can be done with one lesson, as it stands. A view.
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import type { Lesson } from "../types";
import { type Change, MORE_MINUTES, moreTime, verbsOf } from "./change";
import css from "./changing.module.css";
import { changingMessages } from "./messages";

interface ActsProps {
  lesson: Lesson;
  now: number;
  isSending: boolean;
  /** Brings Move into focus: who turned back from it goes on there. */
  cameBack?: boolean;
  onMove: () => void;
  onChange: (change: Change) => void;
}

export function Acts({ lesson, now, isSending, cameBack, onMove, onChange }: ActsProps) {
  const words = useMessages(changingMessages);
  const [isAsking, setAsking] = useState(false);
  const [hasKept, setKept] = useState(false);
  const acts = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if ((cameBack || hasKept) && !isAsking) acts.current?.querySelector("button")?.focus();
  }, [cameBack, hasKept, isAsking]);
  const verbs = verbsOf(lesson, now);
  if (verbs.length === 0) return null;
  if (isAsking && verbs.includes("cancel"))
    return (
      <AskCancel
        isSending={isSending}
        onKeep={() => {
          setKept(true);
          setAsking(false);
        }}
        onCancel={() => onChange({ verb: "cancel" })}
      />
    );
  return (
    <div ref={acts} className={css["acts"]} role="group" aria-label={words.acts}>
      {verbs.includes("move") && (
        <Button disabled={isSending} onClick={onMove}>
          {words.move}
        </Button>
      )}
      {verbs.includes("extend") &&
        MORE_MINUTES.map((minutes) => (
          <Button key={minutes} disabled={isSending} onClick={() => onChange(moreTime(lesson, minutes))}>
            {words.more(String(minutes))}
          </Button>
        ))}
      {verbs.includes("restore") && (
        <Button disabled={isSending} onClick={() => onChange({ verb: "restore" })}>
          {words.restore}
        </Button>
      )}
      {verbs.includes("cancel") && (
        <Button look="warn" disabled={isSending} onClick={() => setAsking(true)}>
          {words.cancel}
        </Button>
      )}
    </div>
  );
}

interface AskCancelProps {
  isSending: boolean;
  onKeep: () => void;
  onCancel: () => void;
}

/** Undo may come too late: what is free may be taken at once. */
function AskCancel({ isSending, onKeep, onCancel }: AskCancelProps) {
  const words = useMessages(changingMessages);
  const keep = useRef<HTMLDivElement>(null);
  useEffect(() => keep.current?.querySelector("button")?.focus(), []);
  return (
    <div ref={keep} className={css["ask"]} role="group" aria-label={words.cancel}>
      <p>{words.cancelText}</p>
      <div className="acts">
        <Button look="warn" disabled={isSending} onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button onClick={onKeep}>{words.keep}</Button>
      </div>
    </div>
  );
}
