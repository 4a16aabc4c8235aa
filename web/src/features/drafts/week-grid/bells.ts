// Another bell schedule: lessons that stood in a period move along with it.
import { minutesOf } from "../days/term";
import type { Doc, DraftLine, Period } from "../editor/doc";
import { isWeekly } from "../editor/doc";

export function setBells(doc: Doc, bells: Period[]): Doc {
  const length = (period: Period) => minutesOf(period.end) - minutesOf(period.start);
  const moved = new Map(
    doc.bells.flatMap((period, index) => {
      const to = bells[index];
      return to && bells.length >= doc.bells.length ? [[period.start, { from: period, to }] as const] : [];
    }),
  );
  const along = (line: DraftLine): DraftLine => {
    const move = isWeekly(line) ? moved.get(line.start) : undefined;
    if (!move) return line;
    const minutes = line.minutes === length(move.from) ? length(move.to) : line.minutes;
    return { ...line, start: move.to.start, minutes };
  };
  return { ...doc, bells, lines: doc.lines.map(along) };
}
