// Another bell schedule: lessons that stood in a period move along with it, by the period that it was, not by its place in the list.
import { minutesOf } from "../days/term";
import type { Doc, DraftLine, Period } from "../editor/doc";
import { isWeekly } from "../editor/doc";
import { roomsOf } from "./lines";

/** A period as it is edited. */
export interface EditedPeriod extends Period {
  /** When the period began that it is made of; a new one was none. */
  was?: string;
}

export function editedBells(bells: readonly Period[]): EditedPeriod[] {
  return bells.map((period) => ({ ...period, was: period.start }));
}

/** Other periods in place of these: the first for the first where there are as many, else only those that begin at the same time are the same. */
export function presetBells(bells: readonly Period[], preset: readonly Period[]): EditedPeriod[] {
  const alike = bells.length === preset.length;
  return preset.map((period, index) => {
    const was = alike ? bells[index]?.start : bells.find((one) => one.start === period.start)?.start;
    return { ...period, ...(was === undefined ? {} : { was }) };
  });
}

export function setBells(doc: Doc, edited: readonly EditedPeriod[]): Doc {
  const length = (period: Period) => minutesOf(period.end) - minutesOf(period.start);
  const moved = new Map(
    doc.bells.flatMap((period) => {
      const to = edited.find((one) => one.was === period.start);
      return to ? [[period.start, { from: period, to }] as const] : [];
    }),
  );
  const along = (line: DraftLine): DraftLine => {
    const move = isWeekly(line) ? moved.get(line.start) : undefined;
    if (!move) return line;
    const minutes = line.minutes === length(move.from) ? length(move.to) : line.minutes;
    return { ...line, start: move.to.start, minutes };
  };
  const bells = edited
    .map(({ name, start, end }): Period => ({ name, start, end }))
    .sort((a, b) => a.start.localeCompare(b.start));
  return { ...doc, bells, lines: doc.lines.map(along) };
}

/** How many lessons of the week stand in a period now and would stand in none. */
export function lessonsOff(doc: Doc, edited: readonly EditedPeriod[]): number {
  const known = new Set(doc.bells.map((period) => period.start));
  const after = setBells(doc, edited);
  const kept = new Set(after.bells.map((period) => period.start));
  const off = after.lines.flatMap((line, index) => {
    const before = doc.lines[index];
    if (!isWeekly(line) || !before || !known.has(before.start) || kept.has(line.start)) return [];
    return roomsOf(line, doc.rooms).flatMap((room) => line.when.days.map((day) => `${day} ${line.start} ${room}`));
  });
  // Of two that take turns by the week there is one in each.
  return new Set(off).size;
}
