import { expect, it } from "vitest";
import { lesson } from "../testing";
import { placeOf } from "./change";
import { isChoosable, spotsOf } from "./places";

const own = lesson({ day: "2026-11-24", start: "08:00" });
const long = lesson({ day: "2026-11-25", start: "08:30", minutes: 90, title: "Art" });
const cancelled = lesson({ day: "2026-11-26", start: "08:00", state: "cancelled" });
const line = (start: string, rooms?: string[]) => ({
  key: start,
  start,
  duration_minutes: 45,
  ...(rooms ? { rooms } : {}),
});
const asked = {
  lesson: own,
  lessons: [own, long, cancelled],
  busy: [],
  lines: [line("10:00"), line("14:00", ["7-2"])],
  monday: "2026-11-23",
  place: placeOf(own),
  term: { first_day: "2026-09-01", last_day: "2026-11-26" },
  wall: "2026-11-24T07:00",
  isKnown: true,
};

it("has the bells of the class, of its lines and of what is held", () => {
  const { days, starts } = spotsOf(asked);
  expect(days).toHaveLength(5);
  expect(starts).toEqual(["08:00", "08:30", "10:00"]);
});

it("is taken wherever the lesson would meet another one, and says which", () => {
  const { at } = spotsOf(asked);
  expect(at("2026-11-25", "08:00")).toMatchObject({ is: "taken", by: { title: "Art" } });
  expect(at("2026-11-25", "10:00").is).toBe("free");
  expect(at("2026-11-26", "08:00").is).toBe("free");
  expect(at("2026-11-24", "08:00").is).toBe("own");
  expect(at("2026-11-24", "08:30").is).toBe("free");
});

it("offers nothing that has gone by, lies outside of the term, or is not known yet", () => {
  const { at } = spotsOf(asked);
  expect(at("2026-11-23", "10:00").is).toBe("shut");
  expect(at("2026-11-27", "10:00").is).toBe("shut");
  expect(spotsOf({ ...asked, isKnown: false }).at("2026-11-25", "10:00").is).toBe("shut");
});

it("shows Saturday where the lesson is to go there", () => {
  expect(spotsOf({ ...asked, place: { ...placeOf(own), date: "2026-11-28" } }).days).toHaveLength(6);
});

it("says where a teacher of the lesson is then, and offers the place all the same", () => {
  const teaches = lesson({ day: "2026-11-25", start: "10:20", room: "7-2" });
  const spot = spotsOf({ ...asked, busy: [own, teaches] }).at("2026-11-25", "10:00");
  expect(spot).toMatchObject({ is: "busy", by: { room: "7-2" } });
  expect(isChoosable(spot)).toBe(true);
});
