// The week of the order editor: empty, in use, refused with a way out, changed by an amendment, a teacher's, and with names that are too long; on a phone a day of it.
import type { Fit } from "../src/api/schema.gen";
import { subjectColours } from "../src/features/lessons/subject";
import { WEEKDAYS } from "../src/features/drafts/days/term";
import { BELLS, type WeeklyLine } from "../src/features/drafts/editor/doc";
import { cellKey, type Marks, NO_MARKS } from "../src/features/drafts/quote/fit";
import { SubjectColours } from "../src/features/drafts/week-grid/colour";
import type { Edits } from "../src/features/drafts/week-grid/edits";
import { type Slot, slotsOf } from "../src/features/drafts/week-grid/lines";
import { daysOf, rowsOf } from "../src/features/drafts/week-grid/rows";
import { WeekGrid, type WeekGridProps } from "../src/features/drafts/week-grid/WeekGrid";
import { useNarrow } from "../src/ui/narrow";
import { HARD } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const EDITS: Edits = {
  paint: nothing,
  type: nothing,
  clear: nothing,
  move: nothing,
  copy: nothing,
  put: nothing,
  paste: nothing,
  change: nothing,
  add: nothing,
  clearOne: nothing,
};
const SUBJECTS = ["语文", "数学", "英语", "物理", "体育", "美术", "历史"];
const ROOMS = [
  { key: "7-1", seats: 50 },
  { key: "7-2", seats: 50 },
];
const FREE = 7;

const line = (key: string, title: string, fields: Partial<WeeklyLine> = {}): WeeklyLine => ({
  key,
  title,
  rooms: null,
  teachers: [`${title}老师`.slice(0, 200)],
  start: "08:00",
  minutes: 45,
  when: { days: ["MO"], weeks: "all" },
  ...fields,
});

/** A lesson in nearly every cell, halves of one on Friday, and one beside the periods. */
function week(subjects: readonly string[]): WeeklyLine[] {
  const cells = BELLS.middle.flatMap(({ start }, row) =>
    WEEKDAYS.slice(0, 5).map((day, column) => ({ day, start, at: row * 5 + column })),
  );
  const full = cells.filter(({ at }) => at % FREE !== 3);
  const lines = full.map(({ day, start, at }) =>
    line(`line-${at}`, subjects[(at * 3) % subjects.length] ?? "", { start, when: { days: [day], weeks: "all" } }),
  );
  const last = lines.pop();
  const halves = (["A", "B"] as const).map((weeks, at) =>
    line(`half-${weeks}`, subjects[at] ?? "", { start: last?.start ?? "16:45", when: { days: ["FR"], weeks } }),
  );
  const noon = line("noon", "听力", { start: "12:30", minutes: 20, when: { days: ["WE"], weeks: "all" } });
  return [...lines, ...halves, noon];
}

const roomOf = (lines: readonly WeeklyLine[]) => slotsOf(lines, ROOMS, { room: "7-1" });
const usual = week(SUBJECTS);

function refusedOf(slots: readonly Slot[]): Marks {
  const refused = slots.map(({ line: lesson, day, start }): [string, Fit] => [
    cellKey(lesson, day),
    {
      lesson,
      weekday: day,
      start,
      lessons: 40,
      refused: 40,
      short_of: { message: "2 rooms too many.", rooms_too_many: 2 },
    },
  ]);
  return { ...NO_MARKS, refused: new Map(refused) };
}

/** On a phone one day is shown. */
function Grid({ slots, ghosts = [], before, ...rest }: Partial<WeekGridProps> & { slots: readonly Slot[] }) {
  const narrow = useNarrow();
  const days = daysOf(slots, false);
  const starts = [...slots, ...ghosts, ...(before ?? [])].map(({ start }) => start);
  const subjects = [...new Set(slots.map(({ title }) => title))];
  return (
    <SubjectColours value={subjectColours(subjects)}>
      <WeekGrid
        label="7-1"
        rows={rowsOf(BELLS.middle, starts)}
        days={narrow ? days.slice(0, 1) : days}
        slots={slots}
        marks={NO_MARKS}
        ghosts={ghosts}
        before={before}
        edits={EDITS}
        weeks="all"
        subjects={subjects}
        onOpen={nothing}
        narrow={narrow}
        {...rest}
      />
    </SubjectColours>
  );
}

const slots = roomOf(usual);
const over = slots.filter(({ start, day }) => start === "08:55" && (day === "MO" || day === "TH"));
const free = over.map((slot): Slot => ({ ...slot, start: "17:40" }));
const moved = slots.map((slot, at): Slot => (at % 9 === 0 ? { ...slot, title: "班会" } : slot));

export const weekGridViews: Views = {
  "week-grid": {
    empty: () => <Grid slots={[]} />,
    usual: () => <Grid slots={slots} />,
    brush: () => <Grid slots={slots} brush="数学" />,
    refused: () => <Grid slots={slots} marks={refusedOf(over)} ghosts={free} />,
    amended: () => <Grid slots={moved} before={slots} />,
    teacher: () => <Grid slots={slotsOf(usual, ROOMS, { teacher: "数学老师" })} edits={undefined} />,
    hard: () => <Grid slots={roomOf(week(HARD))} marks={refusedOf(roomOf(week(HARD)).slice(0, 5))} />,
  },
};
