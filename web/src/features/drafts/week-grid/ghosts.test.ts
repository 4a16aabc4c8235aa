// An alternative may move lessons of classes that are not shown: which, and where to, is known without their weeks.
import { expect, test } from "vitest";
import { type Doc, emptyDoc, toOrder, withChange } from "../editor/doc";
import { firstMoved, ghostsOf, movedBy } from "./ghosts";
import { lineOf, slotsOf } from "./lines";

const ROOMS = ["7-1", "7-2", "7-3"].map((key) => ({ key, seats: 50 }));
const AT = { room: "7-1", day: "MO", start: "08:00", weeks: "all" } as const;
const MATHS = { ...lineOf({ ...AT, title: "Maths", teachers: ["Mr Chen"], minutes: 45 }, "m"), rooms: null };
const TERM = { first_day: "2027-03-01", last_day: "2027-07-04" };
const DOC: Doc = { ...emptyDoc("Asia/Shanghai"), term: TERM, rooms: ROOMS, lines: [MATHS] };

/** Maths of these classes an hour later. */
function later(rooms: string[]) {
  const stay = ROOMS.map(({ key }) => key).filter((key) => !rooms.includes(key));
  const lines = [
    { ...MATHS, rooms: stay },
    { ...MATHS, key: "n", rooms, start: "09:00" },
  ];
  const { timetable } = toOrder({ ...DOC, lines: lines.filter((line) => line.rooms.length > 0) });
  return { change: { timetable } };
}

test("an alternative says of which other classes it moves lessons, in their order, and of how many of the one shown", () => {
  expect(movedBy(DOC, later(["7-3", "7-2"]), "7-1")).toEqual({ here: 0, elsewhere: ["7-2", "7-3"] });
  expect(movedBy(DOC, later(["7-3", "7-2"]), "7-2")).toEqual({ here: 1, elsewhere: ["7-3"] });
  expect(movedBy(DOC, { change: { name: "Summer" } }, "7-1")).toEqual({ here: 0, elsewhere: [] });
});

test("what it says is what hangs over each week, and the first of it is where one is led", () => {
  const way = later(["7-2"]);
  const after = withChange(DOC, way.change);
  for (const { key: room } of ROOMS) {
    const ghosts = ghostsOf(slotsOf(DOC.lines, ROOMS, { room }), slotsOf(after.lines, after.rooms, { room }));
    expect(movedBy(DOC, way, room).here).toBe(ghosts.length);
  }
  expect(firstMoved(DOC, way, "7-2")).toEqual({ day: "MO", start: "09:00" });
  expect(firstMoved(DOC, way, "7-1")).toBeUndefined();
});
