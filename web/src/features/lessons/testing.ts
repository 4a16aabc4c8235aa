/** Lessons for tests of the pure parts: a title, a day, a start, and what differs. */
import type { Period } from "./day";
import type { Lesson } from "./types";

export function lesson(
  over: Partial<Lesson> & {
    day?: string;
    start?: string;
    minutes?: number;
  } = {},
): Lesson {
  const { day = "2026-11-24", start = "08:00", minutes = 45, ...rest } = over;
  const begin = `${day}T${start}:00+08:00`;
  const end = Date.parse(begin) + minutes * 60_000;
  const local = new Date(end + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";
  return {
    id: `les_${day}_${start}_${rest.room ?? "7-1"}`,
    order_id: "ord_00000000-0000-7000-8000-000000000001",
    classroom_id: "cls_00000000-0000-7000-8000-000000000001",
    room: "7-1",
    lesson: "maths",
    title: "Maths",
    teachers: [],
    on: day,
    starts_at: new Date(begin).toISOString(),
    starts_at_local: begin,
    ends_at: new Date(end).toISOString(),
    ends_at_local: local,
    state: "scheduled",
    changed: false,
    ready_by: new Date(begin).toISOString(),
    ...rest,
  };
}

/** The bells of these lessons, as a board tells them. */
export function periodsOf(lessons: readonly Lesson[]): Period[] {
  const seen = new Map<string, Period>();
  for (const { starts_at, ends_at, starts_at_local, ends_at_local } of lessons) {
    seen.set(`${starts_at}|${ends_at}`, {
      starts_at,
      ends_at,
      starts_at_local,
      ends_at_local,
    });
  }
  return [...seen.values()];
}
