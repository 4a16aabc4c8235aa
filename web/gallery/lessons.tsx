// Lessons: the day by class, by bell, of one teacher; the week; the bell line.
import { BellLine } from "../src/features/bells/BellLine";
import type { Bell } from "../src/features/bells/bell";
import { BellList } from "../src/features/lessons/BellList";
import { DayTable } from "../src/features/lessons/DayTable";
import type { BoardRow } from "../src/features/lessons/board";
import { columnsOf, talliesOf } from "../src/features/lessons/day";
import type { LessonState } from "../src/features/lessons/types";
import { atBell, nearBell } from "../src/features/lessons/useDay";
import { weekSheet } from "../src/features/lessons/week-view/week";
import { WeekView } from "../src/features/lessons/week-view/WeekView";
import { Mine } from "../src/features/today/Mine";
import { SchoolDay } from "../src/features/today/SchoolDay";
import { DAY, HARD, lesson, many, NOW, STARTS } from "./fixtures";
import type { Views } from "./main";

const STATES: LessonState[] = ["ready", "ready", "warming", "missed", "live", "cancelled", "scheduled"];
const stateAt = (start: string, state: LessonState): LessonState =>
  start === "08:00" ? "ended" : start === "08:55" ? state : "scheduled";

const row = (key: string, state: LessonState, title?: string): BoardRow => ({
  key,
  lessons: STARTS.map((start) => lesson(key, start, stateAt(start, state), title ? { title, teachers: [title] } : {})),
});
const usual = many(12, (n) => row(`7-${n + 1}`, n === 4 ? "missed" : n === 7 ? "warming" : "ready"));
const mixed = STATES.map((state, n) => row(`7-${n + 1}`, state));
const hard = HARD.map((name) => row(name, "ready", name));
const columns = columnsOf(usual[0]!.lessons, NOW);
const href = (id: string) => `?lesson=${id}`;

const day = (rows: BoardRow[]) => () => (
  <SchoolDay rows={rows} more={false} columns={rows.length ? columns : []} now={NOW} />
);
const table = (rows: BoardRow[]) => () => (
  <DayTable
    label="day"
    by="room"
    rows={rows}
    columns={columns}
    tallies={talliesOf(rows, columns, NOW)}
    now={NOW}
    teachers
    rowHref={() => "/week"}
    lessonHref={href}
  />
);
const list = (rows: BoardRow[]) => () => (
  <BellList label="bell" by="teacher" rows={atBell(rows, nearBell(columns))} now={NOW} lessonHref={href} />
);

const weekOf = (titles: readonly string[]) =>
  weekSheet(
    many(5, (n) => `2026-${n === 0 ? "11-30" : `12-0${n}`}`).flatMap((on, n) =>
      STARTS.filter((_, at) => (at + n) % 4 !== 3).map((start, at) =>
        lesson("7-1", start, n === 0 ? stateAt(start, "missed") : "scheduled", {
          on,
          ...(titles.length
            ? { title: titles[(at + n) % titles.length]!, teachers: [titles[n % titles.length]!] }
            : {}),
        }),
      ),
    ),
    DAY,
  );
const week = (titles: readonly string[]) => () => (
  <WeekView label="week" week={weekOf(titles)} beside="teacher" today={DAY} now={NOW} lessonHref={href} />
);

const bell = (time: string, counts: Bell["counts"]): Bell => {
  const at = new Date(Date.now() + (STARTS.indexOf(time as never) - 1) * 3_600_000).setSeconds(0, 0);
  return { at, until: at + 2_700_000, time, rooms: Object.values(counts).reduce((a, b) => a + b, 0), counts };
};
const line =
  (bells: Bell[] | undefined, failed = false) =>
  () => (
    <div style={{ background: "var(--board)", color: "var(--on-board)" }}>
      <BellLine bells={bells} failed={failed} onOpen={() => undefined} />
    </div>
  );

export const lessonViews: Views = {
  today: { empty: day([]), one: day(usual.slice(0, 1)), usual: day(usual), states: day(mixed), hard: day(hard) },
  day: {
    usual: table(usual),
    states: table(mixed),
    hard: table(hard),
    many: table(many(200, (n) => row(`${n}`, "ready"))),
  },
  bell: { usual: list(usual), states: list(mixed), hard: list(hard) },
  mine: {
    empty: () => <Mine lessons={[]} />,
    usual: () => (
      <Mine
        lessons={[
          lesson("7-1", "08:00", "ended"),
          lesson("7-2", "08:55", "ready"),
          lesson("7-3", "10:00", "scheduled"),
        ]}
      />
    ),
    states: () => <Mine lessons={STATES.map((state, n) => lesson(`7-${n}`, STARTS[n]!, state))} />,
    hard: () => <Mine lessons={HARD.map((name, n) => lesson(name, STARTS[n]!, "ready", { title: name }))} />,
  },
  week: { usual: week([]), hard: week(HARD) },
  bells: {
    loading: line(undefined),
    failed: line(undefined, true),
    empty: line([]),
    usual: line([
      bell("08:00", { ended: 12 }),
      bell("08:55", { ready: 10, warming: 1, missed: 1 }),
      bell("10:00", { scheduled: 12 }),
      bell("14:00", { scheduled: 60 }),
    ]),
    one: line([bell("08:55", { ready: 1 })]),
  },
};
