import fc from "fast-check";
import { expect, test } from "vitest";
import { type Doc, emptyDoc } from "../editor/doc";
import { differences, patchOf } from "./diff";
import { merge } from "./merge";

function base(): Doc {
  return {
    ...emptyDoc("Asia/Shanghai"),
    name: "Autumn",
    region: "cn-beijing",
    rooms: Array.from({ length: 6 }, (_, index) => ({ key: `7-${index + 1}`, seats: 50 })),
    term: { first_day: "2026-09-01", last_day: "2027-01-18" },
    lines: Array.from({ length: 6 }, (_, index) => ({
      key: `l${index}`,
      title: `T${index}`,
      rooms: [`7-${index + 1}`],
      teachers: [],
      start: "08:00",
      minutes: 45,
      when: { days: ["MO"] as const, weeks: "all" as const },
    })).map((line) => ({ ...line, when: { ...line.when, days: ["MO" as const] } })),
    days: [{ from: "2026-10-01", to: "2026-10-07", off: true }],
  };
}

type Edit = (doc: Doc) => Doc;
/** Edits, each of another thing. */
const EDITS: Edit[] = [
  (doc) => ({ ...doc, name: "Autumn term" }),
  (doc) => ({ ...doc, term: { ...doc.term, last_day: "2027-01-11" } }),
  (doc) => ({ ...doc, rooms: doc.rooms.map((room) => (room.key === "7-1" ? { ...room, seats: 48 } : room)) }),
  (doc) => ({ ...doc, rooms: [...doc.rooms, { key: "7-9", seats: 40 }] }),
  (doc) => ({ ...doc, lines: doc.lines.map((line) => (line.key === "l1" ? { ...line, start: "10:00" } : line)) }),
  (doc) => ({ ...doc, lines: doc.lines.filter((line) => line.key !== "l2") }),
  (doc) => ({ ...doc, lines: [...doc.lines, { ...doc.lines[0]!, key: "fresh", start: "14:00" }] }),
  (doc) => ({ ...doc, days: [...doc.days, { date: "2026-10-10", runs_as: "2026-10-07" }] }),
  (doc) => ({ ...doc, days: doc.days.filter((day) => !("off" in day)) }),
  (doc) => ({ ...doc, changes: [...doc.changes, { lesson: "l0", room: "7-1", on: "2026-09-07", cancelled: true }] }),
  (doc) => ({ ...doc, flexible: { minutes: 30 } }),
  (doc) => ({ ...doc, overrun_minutes: 15 }),
];

const EVERY = { minLength: EDITS.length, maxLength: EDITS.length };

test("edits of different things are all kept, whoever made them, and nothing is asked", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("mine", "theirs", "nobody"), EVERY), (who) => {
      const by = (side: string) =>
        EDITS.filter((_, index) => who[index] === side).reduce((doc, edit) => edit(doc), base());
      const both = EDITS.filter((_, index) => who[index] !== "nobody").reduce((doc, edit) => edit(doc), base());
      const merged = merge(base(), by("mine"), by("theirs"));
      expect(merged.conflicts).toEqual([]);
      expect(differences(both, merged.doc)).toEqual([]);
      expect(merged.doc.lines).toHaveLength(both.lines.length);
    }),
  );
});

test("one thing changed on both sides is asked for, and the choice is kept", () => {
  const mine = { ...base(), name: "Mine", rooms: base().rooms.map((room) => ({ ...room, seats: 48 })) };
  const theirs = { ...base(), name: "Theirs", rooms: base().rooms.slice(1) };
  const { conflicts } = merge(base(), mine, theirs);
  expect(conflicts.map((one) => one.path)).toEqual(["name", "rooms/7-1"]);
  const chosen = merge(base(), mine, theirs, () => "theirs").doc;
  expect([chosen.name, chosen.rooms.length, chosen.rooms[0]]).toEqual(["Theirs", 5, { key: "7-2", seats: 48 }]);
});

test("a patch has the fields that differ and no others", () => {
  const now = EDITS[2]!(EDITS[0]!(base()));
  expect(Object.keys(patchOf(base(), now))).toEqual(["name", "rooms"]);
  expect(patchOf(base(), { ...base(), bells: [], subjects: ["Art"] })).toEqual({});
  expect(differences(base(), now).map((one) => one.what)).toEqual(["name", "room-changed"]);
  const bounded = { ...base(), flexible: { days: 7 }, overrun_minutes: 0 };
  expect(patchOf(base(), bounded)).toEqual({ flexible: { days: 7 }, overrun_minutes: 0 });
  expect(patchOf(bounded, base())).toEqual({ flexible: null, overrun_minutes: null });
  expect(differences(base(), bounded).map((one) => one.what)).toEqual(["flexible", "overrun_minutes"]);
});

test("of a room it is said what of it differs, and nothing else", () => {
  const [first, ...rooms] = base().rooms;
  const now = (fields: object) => ({ ...base(), rooms: [{ ...first!, ...fields }, ...rooms] });
  const told = (fields: object) => differences(base(), now(fields)).map((one) => one.what);
  expect(told({ name: "Class 7-1" })).toEqual(["room-renamed"]);
  expect(told({ seats: 48 })).toEqual(["room-changed"]);
  expect(told({ seats: 48, name: "Class 7-1", external_id: "a" })).toEqual([
    "room-changed",
    "room-renamed",
    "room-noted",
  ]);
});
