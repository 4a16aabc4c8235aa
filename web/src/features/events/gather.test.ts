import { expect, it } from "vitest";
import type { EventView } from "../../api/schema.gen";
import { gathered } from "./gather";

const event = (type: string, at: string, classrooms: string[] = []) =>
  ({ id: `${type}${at}${classrooms.join("")}`, type, at, data: { classrooms } }) as unknown as EventView;

it("makes one line of the rooms that opened in the same minute, and leaves all else as it is", () => {
  const lines = gathered([
    event("order.ready", "2026-11-28T17:49:37Z"),
    event("classrooms.available", "2026-11-28T17:49:36Z", ["a", "b"]),
    event("classrooms.available", "2026-11-28T17:49:30Z", ["b", "c"]),
    event("classrooms.available", "2026-11-28T17:48:59Z", ["d"]),
    event("order.created", "2026-11-28T17:48:58Z"),
    event("order.created", "2026-11-28T17:48:57Z"),
  ]);
  expect(
    lines.map((line) => [line.type, ((line.data as Record<string, unknown>)["classrooms"] as string[]).length]),
  ).toEqual([
    ["order.ready", 0],
    ["classrooms.available", 3],
    ["classrooms.available", 1],
    ["order.created", 0],
    ["order.created", 0],
  ]);
});
