// Another bell schedule moves the lessons of the periods that moved, and no others.
import { expect, test } from "vitest";
import { BELLS, type Doc, emptyDoc, type Period } from "../editor/doc";
import { editedBells, type EditedPeriod, lessonsOff, presetBells, setBells } from "./bells";
import { lineOf } from "./lines";

const READING: Period = { name: "0", start: "07:20", end: "07:45" };

/** Two rooms with a lesson in each of eight periods, on Monday. */
function school(): Doc {
  const lines = BELLS.middle.map(({ name, start }) => ({
    ...lineOf({ room: "7-1", day: "MO", start, weeks: "all", title: name, teachers: [], minutes: 45 }, `l-${name}`),
    rooms: null,
  }));
  const rooms = ["7-1", "7-2"].map((key) => ({ key, seats: 50 }));
  return { ...emptyDoc("Asia/Shanghai"), rooms, lines };
}

const starts = (doc: Doc) => doc.lines.map((line) => line.start);
const named = (bells: readonly EditedPeriod[], name: string, fields: Partial<Period>) =>
  bells.map((one) => (one.name === name ? { ...one, ...fields } : one));

test("a period that is added, first or in the middle, moves no lesson", () => {
  const doc = school();
  for (const added of [READING, { name: "noon", start: "12:00", end: "12:30" }]) {
    const after = setBells(doc, [...editedBells(doc.bells), added]);
    expect(after.lines).toEqual(doc.lines);
    expect(after.bells).toHaveLength(9);
    expect(after.bells).toContainEqual(added);
    expect(lessonsOff(doc, [...editedBells(doc.bells), added])).toBe(0);
  }
});

test("a period that moves takes its lessons along, with their length, and they alone", () => {
  const doc = school();
  const after = setBells(doc, named(editedBells(doc.bells), "3", { start: "10:05", end: "10:45" }));
  expect(starts(after)).toEqual(["08:00", "08:55", "10:05", "10:55", "14:00", "14:55", "15:50", "16:45"]);
  expect(after.lines.map((line) => line.minutes)).toEqual([45, 45, 40, 45, 45, 45, 45, 45]);
});

test("a period that is taken out while another is added leaves its lessons where they are, and they are counted", () => {
  const doc = school();
  const edited = [READING, ...editedBells(doc.bells).filter((one) => one.name !== "2")];
  expect(starts(setBells(doc, edited))).toEqual(starts(doc));
  expect(lessonsOff(doc, edited)).toBe(2);
});

test("periods that change places and are sorted again keep their own lessons", () => {
  const doc = school();
  const swapped = named(named(editedBells(doc.bells), "1", { start: "08:55", end: "09:40" }), "2", {
    start: "08:00",
    end: "08:45",
  });
  const after = setBells(doc, swapped);
  expect(starts(after).slice(0, 2)).toEqual(["08:55", "08:00"]);
  expect(after.bells.slice(0, 2).map((one) => one.name)).toEqual(["2", "1"]);
});

test("a preset with as many periods takes the place of each; with fewer, lessons stay and are counted", () => {
  const doc = school();
  const later = BELLS.middle.map((one, index) => ({ ...one, start: `${index + 10}:30`, end: `${index + 11}:15` }));
  expect(starts(setBells(doc, presetBells(doc.bells, later)))).toEqual(later.map((one) => one.start));
  const evening = presetBells(doc.bells, BELLS.evening);
  const after = setBells(doc, evening);
  expect(after.lines).toEqual(doc.lines);
  expect(after.bells).toEqual(BELLS.evening);
  expect(lessonsOff(doc, evening)).toBe(16);
  const halves = doc.lines.flatMap((line) =>
    "weeks" in line.when
      ? [
          { ...line, when: { ...line.when, weeks: "A" as const } },
          { ...line, key: `${line.key}b`, when: { ...line.when, weeks: "B" as const } },
        ]
      : [line],
  );
  expect(lessonsOff({ ...doc, lines: halves }, evening)).toBe(16);
});
