import { expect, test } from "vitest";
import { barsPath, hoursByDay } from "./ran";

test("each day has a bar's place, those on which nothing ran too", () => {
  const sum = (day: string, quantity: string) => ({ day, quantity, meter: "room_hours", unit: "room_hour" }) as const;
  const items = [sum("2026-09-07", "38.75"), sum("2026-09-09", "2")];
  expect(hoursByDay({ first_day: "2026-09-07", last_day: "2026-09-09", items })).toEqual([
    { day: "2026-09-07", hours: 38.75 },
    { day: "2026-09-08", hours: 0 },
    { day: "2026-09-09", hours: 2 },
  ]);
});

test("bars stand on the ground, the highest as high as the box", () => {
  expect(barsPath([10, 0, 5], { most: 10, width: 30, height: 50 })).toBe("M1 50V0H9V50M21 50V25H29V50");
  expect(barsPath([], { most: 1, width: 30, height: 50 })).toBe("");
});
