// What is painted is the palette's title as it is; only what was typed or comes from elsewhere is read for teachers and weeks.
import { expect, test } from "vitest";
import { type Doc, emptyDoc } from "../editor/doc";
import { lessonsOfCells, putAt } from "./clipboard";
import { editsOf } from "./edits";
import { slotsOf } from "./lines";
import { lengthsOf, rowsOf } from "./rows";

function room() {
  let doc: Doc = { ...emptyDoc("Asia/Shanghai"), rooms: [{ key: "7-1", seats: 50 }] };
  const edit = (change: (now: Doc) => Doc) => {
    doc = change(doc);
  };
  const edits = editsOf({ edit }, "7-1");
  const held = () =>
    doc.lines.map(({ title, teachers, when }) => [title, teachers, "weeks" in when ? when.weeks : undefined]);
  const slots = () => slotsOf(doc.lines, doc.rooms, { room: "7-1" });
  return { edits, held, slots };
}

test("a title of the palette is painted as it is, whatever stands in it", () => {
  for (const title of ["英语 口语", "Art/Music", "体育 (A)"]) {
    const { edits, held } = room();
    edits.paint([{ day: "MO", start: "08:00" }], title, "all");
    expect(held()).toEqual([[title, [], "all"]]);
  }
});

test("what is typed is read for a teacher and for weeks", () => {
  const { edits, held } = room();
  edits.type({ day: "MO", start: "08:00" }, "Maths (A) / Mr Chen", "all");
  expect(held()).toEqual([["Maths", ["Mr Chen"], "A"]]);
});

test("lessons that are copied within a week stay as they are: teachers of halves, length, and titles that read like more", () => {
  const { edits, slots } = room();
  const [starts, days] = [["08:00", "08:55"], ["MO", "TU"] as const];
  const monday = { day: "MO", start: "08:00" } as const;
  edits.add(
    { room: "7-1", weeks: "A", ...monday },
    { title: "英语 口语", teachers: ["Mr Chen"], minutes: 90, expected: 12 },
  );
  const put = putAt(
    lessonsOfCells([monday], slots(), starts, days, () => 45),
    { day: "TU", start: "08:55" },
    starts,
    days,
  );
  edits.put(put ?? []);
  const on = (wanted: string) => slots().filter(({ day }) => day === wanted);
  const [copied] = on("TU");
  expect(copied).toMatchObject({
    title: "英语 口语",
    teachers: ["Mr Chen"],
    minutes: 90,
    expected: 12,
    weeks: "A",
    start: "08:55",
  });
  expect(on("MO")).toHaveLength(1);
  expect(putAt("no lessons", monday, starts, days)).toBeUndefined();
});

test("a lesson that filled its period fills the one that it is copied into, whatever week that is in", () => {
  const { edits, slots } = room();
  const days = ["MO"] as const;
  const [from, to] = [{ day: "MO", start: "17:00" } as const, { day: "MO", start: "08:00" } as const];
  edits.add({ room: "7-1", weeks: "all", ...from }, { title: "Choir", teachers: [], minutes: 50 });
  // The evening's periods are of 50 minutes, those of the week that it goes to of 45.
  const evening = lengthsOf(rowsOf([{ name: "1", start: "17:00", end: "17:50" }], []));
  const copied = lessonsOfCells([from], slots(), ["17:00"], days, evening);
  edits.put(putAt(copied, to, ["08:00"], days) ?? []);
  expect(slots().map(({ start, minutes }) => [start, minutes])).toEqual([
    ["08:00", 45],
    ["17:00", 50],
  ]);
});

test("a lesson that is cut keeps its key where it is pasted first, and a copy of it gets one of its own", () => {
  const { edits, slots } = room();
  const [starts, days] = [["08:00", "08:55"], ["MO", "TU"] as const];
  const monday = { day: "MO", start: "08:00" } as const;
  edits.add({ room: "7-1", weeks: "all", ...monday }, { title: "Maths", teachers: ["Mr Chen"], minutes: 45 });
  const [{ line: key } = { line: "" }] = slots();
  const cut = lessonsOfCells([monday], slots(), starts, days, () => 45);
  edits.clear([monday]);
  const paste = (start: string) => edits.put(putAt(cut, { day: "TU", start }, starts, days) ?? []);
  paste("08:55");
  expect(slots().map(({ start, line }) => [start, line])).toEqual([["08:55", key]]);
  paste("08:00");
  expect(new Set(slots().map(({ line }) => line)).size).toBe(2);
});

test("what another program put on the clipboard is no week", () => {
  const read = (text: string) => putAt(text, { day: "MO", start: "08:00" }, ["08:00"], ["MO"]);
  for (const text of [
    "null",
    "{}",
    "[null]",
    '[{"down":0,"right":0}]',
    '[{"down":0,"right":0,"lessons":[{"title":1}]}]',
  ]) {
    expect(read(text)).toBeUndefined();
  }
  expect(read("[]")).toEqual([]);
});
