// Which file is in the memory of this page, and what is known of it: one file, of one draft. Small, for the step that only asks whether there is one.
import type { ImportedRow, ImportedTimetable } from "../../../api/schema.gen";
import type { Asked } from "./answer";

export interface Held {
  name: string;
  bytes: ArrayBuffer;
  asked: Asked;
  /** Once a row was mended: all of the text. `encoding` is what the bytes were read in. */
  mended?: { text: string; encoding: string; rows: number } | undefined;
  answer?: ImportedTimetable;
  /** Once it was taken over: rows that were left out, as long as nobody has placed them by hand. */
  toPlace?: readonly ImportedRow[];
}

let kept: { draft: string; held: Held } | undefined;

export function heldFor(draft: string): Held | undefined {
  return kept?.draft === draft ? kept.held : undefined;
}

export function hold(draft: string, held: Held): void {
  kept = { draft, held };
}

/** The file as text: as it was mended, or as it came. */
export function textOf({ mended, bytes, answer }: Pick<Held, "mended" | "bytes" | "answer">): string {
  return mended?.text ?? new TextDecoder(answer?.encoding ?? "utf-8").decode(bytes);
}
