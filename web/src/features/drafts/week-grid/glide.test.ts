import { expect, test } from "vitest";
import { glides } from "./glide";
import type { Slot } from "./lines";

const slot = (day: Slot["day"], start: string, title: string, line = title): Slot =>
  ({ room: "7-1", weeks: "all", day, start, title, line, teachers: [], minutes: 45 }) as unknown as Slot;

test("a lesson that stands elsewhere glides from where it was, and what stayed does not", () => {
  const before = [slot("MO", "08:00", "Maths"), slot("TU", "08:00", "Art")];
  expect(glides(before, [slot("MO", "09:50", "Maths"), slot("TU", "08:00", "Art")])).toEqual([
    { from: { day: "MO", start: "08:00" }, to: { day: "MO", start: "09:50" } },
  ]);
  expect(glides(before, before)).toEqual([]);
});

test("each lesson of a subject comes from a place of its own, that of its line first", () => {
  const before = [slot("MO", "08:00", "Maths", "a"), slot("TU", "08:00", "Maths", "b")];
  const after = [slot("TU", "09:50", "Maths", "b"), slot("MO", "09:50", "Maths", "c")];
  expect(glides(before, after)).toEqual([
    { from: { day: "TU", start: "08:00" }, to: { day: "TU", start: "09:50" } },
    { from: { day: "MO", start: "08:00" }, to: { day: "MO", start: "09:50" } },
  ]);
  expect(glides([], after)).toEqual([]);
});
