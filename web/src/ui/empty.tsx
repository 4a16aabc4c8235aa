// What stands where nothing is yet: a line drawing and one sentence; bones of the right size while something is on its way.
import type { ReactNode } from "react";
import { useMessages } from "./language";
import { uiMessages } from "./messages";
import css from "./strip.module.css";

const DRAWINGS = {
  desk: "M14 48h92M22 48v46M98 48v46M22 66h30v28M30 74h14M52 48V34h28v14M58 34v-6h16v6",
  bell: "M60 18v8M36 82c0-10 4-14 4-30a20 20 0 0 1 40 0c0 16 4 20 4 30zM28 82h64M54 82a6 6 0 0 0 12 0",
  ruler:
    "M18 26h84v68H18zM18 44h84M42 26v68M66 26v68M24 104 104 84M30 102l-1-4M42 99l-2-6M54 96l-1-4M66 93l-2-6M78 90l-1-4M90 87l-2-6",
  lamp: "M60 14v26M36 70c0-16 10-30 24-30s24 14 24 30zM30 70h60M54 70a6 6 0 0 0 12 0M40 104h40",
} as const;
export type Drawing = keyof typeof DRAWINGS;

export function Empty({ drawing, title, children }: { drawing: Drawing; title: ReactNode; children?: ReactNode }) {
  return (
    <div className={css["empty"]}>
      <svg
        viewBox="0 0 120 120"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d={DRAWINGS[drawing]} />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** `rows` bones of a row's height, shown after 150 ms: what comes sooner does not flicker. */
export function Skeleton({ rows = 3, height = "var(--row)" }: { rows?: number; height?: string }) {
  const words = useMessages(uiMessages);
  return (
    <div className={css["bones"]} role="status">
      <span className="vh">{words.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={css["bone"]} style={{ height }} />
      ))}
    </div>
  );
}
