import { useMessages } from "../../../ui/language";
import { draftMessages } from "../messages";
import css from "./editor.module.css";
import type { Door } from "./SourceStep";

interface DoorsProps {
  chosen?: string | undefined;
  onChoose: (door: Door) => void;
}

/** The ways to begin. */
export function Doors({ chosen, onChoose }: DoorsProps) {
  const words = useMessages(draftMessages);
  const doors: readonly (readonly [Door, string, string])[] = [
    ["file", words.file, words.fileText],
    ["last-term", words.lastTerm, words.lastTermText],
    ["hand", words.byHand, words.byHandText],
    ["paste", words.paste, words.pasteText],
  ];
  return (
    <div className={css["doors"]} role="group" aria-label={words.doors}>
      {doors.map(([door, title, text]) => (
        <button
          key={door}
          type="button"
          {...(chosen === undefined ? {} : { "aria-pressed": door === chosen })}
          onClick={() => onChoose(door)}
        >
          <b>{title}</b>
          <span className="quiet">{text}</span>
        </button>
      ))}
    </div>
  );
}
