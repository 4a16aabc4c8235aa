// Which sheets a week on paper has. Pure.
import { byName } from "../classrooms/names";
import type { Lesson } from "../lessons/types";

/** One a class, or the teacher's alone, by name. Paper does not know what is ready: states are left out. */
export function sheetsOf(lessons: readonly Lesson[], teacher: string): [string, Lesson[]][] {
  const sheets = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    if (lesson.state === "cancelled") continue;
    const name = teacher || lesson.room;
    const there = sheets.get(name);
    const stated: Lesson = { ...lesson, state: "scheduled" };
    if (there) there.push(stated);
    else sheets.set(name, [stated]);
  }
  return [...sheets].sort(([a], [b]) => byName(a, b));
}
