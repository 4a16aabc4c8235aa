import { expect, test } from "vitest";
import { asRung, type Bell, countsOf, nearest, nextBell, readyShare, share, spanOf, topOf } from "./bell";

const at = (time: string) => Date.parse(`2026-09-07T${time}:00+08:00`);
const bell = (time: string, until: string | undefined, counts: Bell["counts"]): Bell => ({
  at: at(time),
  until: until === undefined ? undefined : at(until),
  time,
  rooms: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts,
});
const day = [
  bell("08:00", "08:45", { ended: 60 }),
  bell("08:55", "09:40", { ready: 58, warming: 1, missed: 1 }),
  bell("14:00", "14:45", { scheduled: 60 }),
];

test("a bell is next until its lessons are over", () => {
  expect(nextBell(day, at("08:30"))).toBe(0);
  expect(nextBell(day, at("08:47"))).toBe(1);
  expect(nextBell(day, at("09:39"))).toBe(1);
  expect(nextBell(day, at("15:00"))).toBe(-1);
  expect(nextBell([bell("08:55", undefined, { ready: 1 })], at("08:59"))).toBe(0);
});

test("the line reaches from about an hour before the first bell to an hour after the last", () => {
  const span = spanOf(day);
  expect([span.from, span.to]).toEqual([at("07:00"), at("16:00")]);
  expect(share(at("11:30"), span)).toBe(0.5);
});

test("what is wrong is said first, and stands on top of a bell that can still be mended", () => {
  expect(countsOf(day[1]!).map(([state]) => state)).toEqual(["missed", "warming", "ready"]);
  expect(topOf(day[1]!, "next")).toEqual(["missed", 1]);
  expect(topOf(day[1]!, "past")).toBeUndefined();
  expect(topOf(bell("08:55", "09:40", { warming: 2 }), "next")).toEqual(["warming", 2]);
  expect(topOf(bell("08:55", "09:40", { warming: 2 }), "later")).toBeUndefined();
  expect(readyShare(day[1]!)).toBeCloseTo(58 / 60);
});

test("a pointer takes the bell it is on, and else the nearest", () => {
  expect(nearest(day, at("09:30"))).toBe(1);
  expect(nearest(day, at("13:00"))).toBe(2);
  expect(nearest(day, at("07:05"))).toBe(0);
});

test("what still comes up when the bell has rung is not ready", () => {
  const [, second] = day;
  expect(asRung(second!, at("08:54")).counts).toEqual({ ready: 58, warming: 1, missed: 1 });
  expect(asRung(second!, at("08:55")).counts).toEqual({ ready: 58, missed: 2 });
});
