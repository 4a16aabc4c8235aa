// The week: properties over any moves, and what becomes of keys.
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyDoc, fromOrder, toOrder, type Doc } from "../editor/doc";
import { begin, reduce, restored, stored, type History } from "../editor/reducer";
import { WEEKDAYS } from "../days/term";
import { type At, linesOf, type Lesson, slotsOf } from "./lines";
import { change, clear, copy, copyWeek, move, place, renameRoom, setRooms } from "./moves";

const ROOMS = ["7-1", "7-2", "7-3"].map((key) => ({ key, seats: 50 }));
const STARTS = ["08:00", "08:55", "10:00"];

function counter() {
  let count = 0;
  return () => `new-${(count += 1)}`;
}

function school(): Doc {
  return {
    ...emptyDoc("Asia/Shanghai"),
    name: "Autumn",
    region: "cn-beijing",
    rooms: ROOMS,
    term: { first_day: "2026-09-01", last_day: "2027-01-18" },
    lines: [
      {
        key: "math",
        title: "Maths",
        rooms: ["7-1", "7-2"],
        teachers: ["Mr Chen"],
        start: "08:00",
        minutes: 45,
        when: { days: ["MO", "WE", "FR"], weeks: "all" },
      },
      {
        key: "chinese",
        title: "Chinese",
        rooms: null,
        teachers: ["Ms Lin"],
        start: "08:55",
        minutes: 45,
        expected: 48,
        when: { days: ["MO", "TU"], weeks: "all" },
      },
      {
        key: "exam",
        title: "Exam",
        rooms: null,
        teachers: [],
        start: "14:00",
        minutes: 90,
        when: { dates: ["2026-12-01"] },
      },
    ],
  };
}

const at = fc.record<At>({
  room: fc.constantFrom(...ROOMS.map((room) => room.key)),
  day: fc.constantFrom(...WEEKDAYS.slice(0, 5)),
  start: fc.constantFrom(...STARTS),
  weeks: fc.constantFrom("all", "all", "A", "B"),
});
const lesson = fc.record<Lesson>({
  title: fc.constantFrom("Maths", "Chinese", "Physics"),
  teachers: fc.constantFrom([], ["Mr Chen"], ["Ms Lin"]),
  minutes: fc.constantFrom(45, 45, 90),
});
const keys = counter();
const step = fc.oneof(
  fc.record({ at, lesson }).map((m) => (doc: Doc) => place(doc, m.at, m.lesson, keys)),
  fc.array(at, { minLength: 1, maxLength: 3 }).map((cells) => (doc: Doc) => clear(doc, cells, keys)),
  fc.record({ from: at, to: at }).map((m) => (doc: Doc) => move(doc, m.from, { ...m.to, room: m.from.room }, keys)),
  fc.record({ from: at, to: at }).map((m) => (doc: Doc) => copy(doc, m.from, { ...m.to, room: m.from.room }, keys)),
  fc.record({ at, lesson }).map((m) => (doc: Doc) => change(doc, m.at, { teachers: m.lesson.teachers }, keys)),
  fc.record({ from: at, to: at }).map((m) => (doc: Doc) => copyWeek(doc, m.from.room, [m.to.room])),
);

function play(steps: ((doc: Doc) => Doc)[]): History {
  return steps.reduce((state, one) => reduce(state, { type: "edit", doc: one(state.doc) }), begin(school()));
}

function week(doc: Doc) {
  return ROOMS.flatMap((room) =>
    slotsOf(doc.lines, doc.rooms, { room: room.key }).map(({ line: _, shared: __, ...slot }) => slot),
  ).flatMap((slot) =>
    slot.weeks === "all"
      ? [
          { ...slot, weeks: "A" },
          { ...slot, weeks: "B" },
        ]
      : [slot],
  );
}

const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

test("any sequence of moves, undone, gives the start", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = play(steps);
      const end = state.doc;
      const kept = restored(end, JSON.parse(JSON.stringify(stored(state))));
      expect(kept.past.length).toBe(state.past.length);
      while (state.past.length > 0) state = reduce(state, { type: "undo" });
      expect(state.doc).toEqual(school());
      expect(kept.past[0] ?? kept.doc).toEqual(school());
      while (state.future.length > 0) state = reduce(state, { type: "redo" });
      expect(state.doc).toBe(end);
    }),
  );
});

test("after any moves keys are unique, no cell is held twice, and the API's document reads back as the same week", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { doc } = play(steps);
      const all = doc.lines.map((line) => line.key);
      expect(new Set(all).size).toBe(all.length);
      const cells = week(doc).map(({ room, day, start, weeks }) => [room, day, start, weeks].join());
      expect(new Set(cells).size).toBe(cells.length);
      expect(fromOrder(toOrder(doc), doc)).toEqual(doc);
    }),
  );
});

test("rows become lines and rows again: the same week", () => {
  const rows = fc.uniqueArray(
    fc.record({ at, lesson }).map((one) => ({ ...one.at, weeks: "all" as const, ...one.lesson })),
    { selector: (row) => [row.room, row.day, row.start].join() },
  );
  fc.assert(
    fc.property(rows, (given) => {
      const doc = { ...school(), lines: linesOf(given, counter()) };
      const back = ROOMS.flatMap((room) =>
        slotsOf(doc.lines, doc.rooms, { room: room.key }).map(({ line: _, shared: __, ...slot }) => slot),
      );
      expect(sorted(back.map(inNames))).toEqual(sorted(given.map(inNames)));
    }),
  );
});

function inNames(row: object) {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => a.localeCompare(b)));
}

test("a move changes the moved cells alone", () => {
  fc.assert(
    fc.property(at, at, (from, to) => {
      const before = school();
      const target = { ...to, room: from.room };
      const after = move(before, from, target, counter());
      const touched = (slot: { room: string; day: string; start: string }) =>
        slot.room === from.room && [from, target].some((one) => one.day === slot.day && one.start === slot.start);
      const rest = (doc: Doc) => sorted(week(doc).filter((slot) => !touched(slot)));
      expect(rest(after)).toEqual(rest(before));
      expect(week(after).length).toBe(week(before).length);
    }),
  );
});

test("the larger part of a split keeps the key, and coming back joins it to the older line again", () => {
  const doc = school();
  const monday: At = { room: "7-1", day: "MO", start: "08:00", weeks: "all" };
  const moved = move(doc, monday, { ...monday, start: "10:00" }, counter());
  expect(moved.lines.find((line) => line.key === "math")?.rooms).toEqual(["7-2"]);
  const parts = moved.lines.filter((line) => line.title === "Maths");
  expect(parts.map((line) => line.key)).toEqual(["math", "new-1", "new-2"]);
  const alone = { ...doc, lines: doc.lines.map((line) => (line.key === "math" ? { ...line, rooms: ["7-1"] } : line)) };
  const there = move(alone, monday, { ...monday, start: "10:00" }, counter());
  const back = move(there, { ...monday, start: "10:00" }, monday, counter());
  expect(back.lines.find((line) => line.key === "math")).toEqual(alone.lines[0]);
});

test("a lesson of one cell keeps its key wherever it goes", () => {
  const only = place(
    { ...school(), lines: [] },
    { room: "7-1", day: "MO", start: "08:00", weeks: "all" },
    { title: "Art", teachers: [], minutes: 45 },
    () => "art",
  );
  const moved = move(
    only,
    { room: "7-1", day: "MO", start: "08:00", weeks: "all" },
    { room: "7-1", day: "FR", start: "10:00", weeks: "all" },
    counter(),
  );
  expect(moved.lines.map((line) => line.key)).toEqual(["art"]);
});

test("an A lesson and a B lesson share a cell, and one of every week gives up half of its weeks", () => {
  const cell: At = { room: "7-3", day: "TH", start: "08:00", weeks: "A" };
  const a = place(school(), cell, { title: "Art", teachers: [], minutes: 45 }, counter());
  const both = place(a, { ...cell, weeks: "B" }, { title: "Music", teachers: [], minutes: 45 }, counter());
  const held = slotsOf(both.lines, both.rooms, { room: "7-3" }).filter((slot) => slot.day === "TH");
  expect(held.map((slot) => [slot.title, slot.weeks])).toEqual([
    ["Art", "A"],
    ["Music", "B"],
  ]);
  const half = place(
    school(),
    { room: "7-1", day: "MO", start: "08:00", weeks: "B" },
    { title: "Music", teachers: [], minutes: 45 },
    counter(),
  );
  const monday = slotsOf(half.lines, half.rooms, { room: "7-1" }).filter(
    (slot) => slot.day === "MO" && slot.start === "08:00",
  );
  expect(monday.map((slot) => [slot.title, slot.weeks])).toEqual([
    ["Maths", "A"],
    ["Music", "B"],
  ]);
});

test("even weeks count from the second week of whatever the term becomes", () => {
  const doc = place(
    school(),
    { room: "7-1", day: "TH", start: "08:00", weeks: "B" },
    { title: "Art", teachers: [], minutes: 45 },
    () => "art",
  );
  const line = (of: Doc) => toOrder(of).timetable.lessons?.find((one) => one.key === "art");
  expect(line(doc)).toMatchObject({ rrule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", from: "2026-09-07" });
  expect(line({ ...doc, term: { first_day: "2027-02-22", last_day: "2027-06-30" } })?.from).toBe("2027-03-01");
});

test("a change of one lesson follows the lesson to its new line, and goes with it", () => {
  const doc = { ...school(), changes: [{ lesson: "math", room: "7-1", on: "2026-09-14", cancelled: true }] };
  const split = change(
    doc,
    { room: "7-1", day: "MO", start: "08:00", weeks: "all" },
    { teachers: ["Ms Hu"] },
    counter(),
  );
  expect(split.changes.map((one) => split.lines.find((line) => line.key === one.lesson)?.teachers)).toEqual([
    ["Ms Hu"],
  ]);
  expect(clear(split, [{ room: "7-1", day: "MO", start: "08:00", weeks: "all" }], counter()).changes).toEqual([]);
});

test("a room that goes takes its lessons along; one that gets another key keeps them", () => {
  const doc = school();
  const fewer = setRooms(doc, ROOMS.slice(1));
  expect(fewer.lines.find((line) => line.key === "math")?.rooms).toEqual(["7-2"]);
  expect(fewer.lines.find((line) => line.key === "chinese")?.rooms).toBeNull();
  const renamed = renameRoom(doc, "7-1", "7A");
  expect(slotsOf(renamed.lines, renamed.rooms, { room: "7A" })).toHaveLength(5);
});

test("a lesson that is changed in all rooms that share it stays one line, and keeps its key where the line is no more than that", () => {
  const doc = school();
  const cell = { room: "7-2", day: "MO", start: "08:55", weeks: "all", everywhere: true } as const;
  const split = change(doc, cell, { teachers: ["Ms Hu"] }, counter());
  const chinese = split.lines.filter((line) => line.title === "Chinese");
  expect(chinese.map((line) => [line.rooms, line.teachers, line.when])).toEqual([
    [null, ["Ms Lin"], { days: ["TU"], weeks: "all" }],
    [null, ["Ms Hu"], { days: ["MO"], weeks: "all" }],
  ]);
  const both = change(split, { ...cell, day: "TU" }, { teachers: ["Ms Hu"] }, counter());
  expect(both.lines.filter((line) => line.title === "Chinese")).toHaveLength(1);
  const alone = clear(doc, [...ROOMS.map(({ key }) => ({ ...cell, room: key, day: "TU" as const }))], counter());
  const kept = change(alone, cell, { title: "Reading" }, counter());
  expect(kept.lines.find((line) => line.title === "Reading")?.key).toBe(
    alone.lines.find((line) => line.title === "Chinese")?.key,
  );
});

test("a change in all rooms adds one line for the days and one for the weeks that it leaves out, however many rooms there are", () => {
  const rooms = Array.from({ length: 60 }, (_, index) => ({ key: `r-${index}`, seats: 50 }));
  const doc = { ...school(), rooms };
  fc.assert(
    fc.property(
      fc.constantFrom(...rooms),
      fc.constantFrom("MO", "TU"),
      fc.constantFrom("all", "A"),
      (room, day, weeks) => {
        const at = { room: room.key, day, weeks, start: "08:55", everywhere: true } as const;
        const after = change(doc, at, { teachers: ["Ms Hu"] }, counter());
        expect(after.lines.length - doc.lines.length).toBeLessThanOrEqual(weeks === "all" ? 1 : 2);
        const said = rooms.map(({ key }) =>
          slotsOf(after.lines, rooms, { room: key }).map((slot) => slot.teachers.join()),
        );
        for (const one of said) expect(one).toEqual(said[0]);
        expect(said[0]).toContain("Ms Hu");
      },
    ),
  );
});
