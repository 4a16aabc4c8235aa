// The field in a cell while a subject is typed. An input method's own Enter and Escape belong to the input method.
import { type Ref, useRef } from "react";
import css from "./week.module.css";

/** Where the focus goes when the field is done: to the next row, back to the cell, or where it went already. */
export type Then = "next" | "stay" | "left";

interface TypeFieldProps {
  ref: Ref<HTMLInputElement>;
  list: string;
  label: string;
  /** The text, or nothing when it was given up. */
  onDone: (text: string | undefined, then: Then) => void;
}

export function TypeField({ ref, list, label, onDone }: TypeFieldProps) {
  const done = useRef(false);
  const finish = (text: string | undefined, then: Then) => {
    if (done.current) return;
    done.current = true;
    onDone(text?.trim() || undefined, then);
  };
  return (
    <input
      ref={ref}
      className={css["field"]}
      list={list}
      aria-label={label}
      maxLength={200}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => finish(event.currentTarget.value, "left")}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") {
          event.preventDefault();
          event.stopPropagation();
          finish(event.currentTarget.value, "next");
        } else if (event.key === "Escape") {
          event.stopPropagation();
          finish(undefined, "stay");
        }
      }}
    />
  );
}
