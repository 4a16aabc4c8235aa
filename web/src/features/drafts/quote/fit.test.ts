import { expect, test } from "vitest";
import { Failure } from "../../../api/problem";
import { emptyDoc, type Doc } from "../editor/doc";
import { wrongOf } from "./fit";

const ROOMS = ["7-1", "7-2", "7-3"];

function line(key: string, title: string, start: string, room: string): Doc["lines"][number] {
  return { key, title, rooms: [room], teachers: [], start, minutes: 45, when: { days: ["MO"], weeks: "all" } };
}

test("lessons that overlap in every class are told once, with the classes", () => {
  const doc: Doc = {
    ...emptyDoc("Asia/Shanghai"),
    rooms: ROOMS.map((key) => ({ key, seats: 50 })),
    lines: ROOMS.flatMap((room) => [
      line(`maths ${room}`, "Maths", "09:00", room),
      line(`art ${room}`, "Art", "09:30", room),
    ]),
  };
  const errors = [
    ...ROOMS.map((room, index) => ({
      code: "lessons_overlap",
      detail: `In room ${room} …`,
      params: { at: "2027-03-01T01:30:00Z", line: `art ${room}`, other_line: `maths ${room}`, room },
      pointer: `/timetable/lessons/${index * 2 + 1}`,
    })),
    { code: "required", detail: "This is required.", params: {}, pointer: "/name" },
  ];
  const failure = new Failure("invalid", 422, { errors } as never, undefined, undefined);
  expect(wrongOf(failure, doc)).toMatchObject([
    {
      pointer: "/timetable/lessons/1",
      overlap: { line: { title: "Art" }, other: { title: "Maths" }, day: "MO", rooms: ROOMS },
    },
    { pointer: "/name", detail: "This is required." },
  ]);
});
