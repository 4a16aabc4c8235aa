// One lesson changed: what is offered, where it can go, what was refused, what was done.
import type { ReactNode } from "react";
import { Acts } from "../src/features/lessons/changing/Acts";
import { placeOf } from "../src/features/lessons/changing/change";
import { DoneNote } from "../src/features/lessons/changing/DoneNote";
import { PlaceGrid } from "../src/features/lessons/changing/PlaceGrid";
import { spotsOf } from "../src/features/lessons/changing/places";
import { Refusal } from "../src/features/lessons/changing/Refusal";
import type { Done } from "../src/features/lessons/changing/useLessonChange";
import type { Lesson } from "../src/features/lessons/types";
import { useNarrow } from "../src/ui/narrow";
import { Sheet } from "../src/ui/sheet";
import { DAY, failure, HARD, lesson, many, NOW, offline, STARTS } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const sheet = (inside: ReactNode, wide = false) => (
  <Sheet title="7-1 数学" onClose={nothing} wide={wide}>
    {inside}
  </Sheet>
);

const coming = lesson("7-1", "10:00", "scheduled");
const acts = (of: Lesson) => () =>
  sheet(<Acts lesson={of} now={NOW} isSending={false} onMove={nothing} onChange={nothing} />);

const week = (titles: readonly string[]) =>
  many(5, (n) => `2026-${n === 0 ? "11-30" : `12-0${n}`}`).flatMap((on, n) =>
    STARTS.filter((_, at) => (at + n) % 3 !== 2).map((start, at) =>
      lesson("7-1", start, "scheduled", {
        on,
        ...(titles.length ? { title: titles[(at + n) % titles.length]! } : {}),
      }),
    ),
  );

function Places({ titles, own }: { titles: readonly string[]; own: Lesson }) {
  const narrow = useNarrow();
  const place = { ...placeOf(own), date: "2026-12-02", start: "08:00" };
  const spots = spotsOf({
    lesson: own,
    lessons: week(titles),
    busy: [lesson("7-2", "08:55", "scheduled", { on: "2026-12-01" })],
    lines: STARTS.map((start) => ({ key: start, start, duration_minutes: 45 })),
    monday: DAY,
    place,
    term: { first_day: "2026-09-01", last_day: "2026-12-31" },
    wall: `${DAY}T08:50`,
    isKnown: true,
  });
  return (
    <PlaceGrid
      spots={spots}
      chosen={place}
      title={own.title ?? ""}
      teachers={own.teachers}
      narrow={narrow}
      takesFocus={false}
      onChoose={nothing}
    />
  );
}

const full = failure("refused", 409, {
  title: "The order does not fit",
  code: "quota-exceeded",
  violations: [
    { message: "On 1 December at 14:00 the quota of 60 rooms is short of 2 rooms.", limit: "rooms" },
    { message: "On 1 December at 14:00 the quota of 3,000 seats is short of 100 seats.", limit: "seats" },
  ],
  alternatives: many(3, (n) => ({
    change: {},
    explain: { code: "StartAt", params: {}, message: `Start at 1${n + 4}:55 instead` },
  })),
});
const begun = failure("conflict", 409, {
  title: "The lesson has begun",
  code: "lesson-begun",
  detail: "It runs since 08:55.",
});
const refusal = (error: unknown) => () => sheet(<Refusal error={error} onTake={nothing} />);

const done = (over: Partial<Done>) => () =>
  sheet(
    <DoneNote
      done={{ change: { verb: "restore" }, after: coming, isUndo: false, undo: { verb: "restore" }, ...over }}
      onUndo={nothing}
    />,
  );

export const changingViews: Views = {
  "lesson-acts": {
    coming: acts(coming),
    changed: acts({ ...coming, changed: true }),
    live: acts({ ...lesson("7-1", "08:00", "live"), ends_at: "2026-11-30T01:00:00Z" }),
    cancelled: acts({ ...coming, state: "cancelled", changed: true }),
  },
  "lesson-places": {
    usual: () => sheet(<Places titles={[]} own={coming} />, true),
    hard: () => sheet(<Places titles={HARD} own={{ ...coming, title: HARD[0] }} />, true),
  },
  "lesson-refusal": { refused: refusal(full), conflict: refusal(begun), offline: refusal(offline) },
  "lesson-done": {
    moved: done({ change: { verb: "move", to: {} } }),
    cancelled: done({ change: { verb: "cancel" }, after: { ...coming, state: "cancelled" } }),
    extended: done({ change: { verb: "extend", ends_at: coming.ends_at }, undo: undefined }),
    restored: done({}),
    undone: done({ isUndo: true, undo: undefined }),
  },
};
