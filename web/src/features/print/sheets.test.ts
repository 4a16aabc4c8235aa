import { expect, test } from "vitest";
import { lesson } from "../lessons/testing";
import { sheetsOf } from "./sheets";

const rooms = (sheets: ReturnType<typeof sheetsOf>) => sheets.map(([name, lessons]) => [name, lessons.length]);

test("every class has a sheet with all its lessons, by name, however many there are", () => {
  const lessons = Array.from({ length: 400 }, (_, n) => `${400 - n}`).flatMap((room) => [
    lesson({ room, start: "08:00" }),
    lesson({ room, start: "08:55" }),
  ]);
  const sheets = sheetsOf(lessons, "");
  expect(rooms(sheets).slice(0, 3)).toEqual([
    ["1", 2],
    ["2", 2],
    ["3", 2],
  ]);
  expect(sheets).toHaveLength(400);
});

test("paper does not say what is ready, and has no lesson that was called off", () => {
  const lessons = [lesson({ state: "missed" }), lesson({ start: "09:00", state: "cancelled" })];
  expect(sheetsOf(lessons, "")[0]![1].map(({ state }) => state)).toEqual(["scheduled"]);
});

test("a teacher has one sheet, whatever the rooms", () => {
  const lessons = [lesson({ room: "7-1" }), lesson({ room: "7-2", start: "08:55" })];
  expect(rooms(sheetsOf(lessons, "Lin"))).toEqual([["Lin", 2]]);
});
