import { expect, test } from "vitest";
import type { OrderView } from "../../../api/schema.gen";
import { copyOf } from "./LastTermDoor";

const line = (key: string, title: string, when: object) => ({
  key,
  title,
  start: "08:00:00",
  duration_minutes: 45,
  ...when,
});

test("a copy says which lessons it left behind: those that are not held week by week", () => {
  const order = {
    name: "Autumn",
    kind: "class",
    region: "cn-beijing",
    rooms: [{ key: "7-1", seats: 50 }],
    term: { first_day: "2026-09-07", last_day: "2026-12-18" },
    timetable: {
      time_zone: "Asia/Shanghai",
      lessons: [
        line("a", "Maths", { rrule: "FREQ=WEEKLY;BYDAY=MO" }),
        line("b", "Sports day", { dates: ["2026-10-09"] }),
      ],
      days: [],
      changes: [],
    },
  } as unknown as OrderView;
  const copy = copyOf(order);
  expect(copy.lines.map(({ title }) => title)).toEqual(["Maths"]);
  expect(copy.not_copied).toEqual(["Sports day"]);
});
