// The door for a file in every state: empty, on its way, refused, and what was understood of files that are good, wrong, or not yet to be read.
import type { ImportedRow, ImportedTimetable } from "../src/api/schema.gen";
import { FileFailure, Drop } from "../src/features/drafts/import/FileDoor";
import { filledIn } from "../src/features/drafts/import/answer";
import { BellTimes } from "../src/features/drafts/import/BellTimes";
import { RowList } from "../src/features/drafts/import/RowList";
import { type FileActs, Understood } from "../src/features/drafts/import/Understood";
import { ToPlace } from "../src/features/drafts/week-grid/StillToPlace";
import { BELLS } from "../src/features/drafts/editor/doc";
import { failure, HARD, LONG, many, offline } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const acts: FileActs = {
  say: nothing,
  again: nothing,
  mend: nothing,
  mendCells: nothing,
  asItWas: nothing,
  runsAs: nothing,
  take: nothing,
  byHand: nothing,
};

const HEADS = ["课程名称", "教学班", "教师", "星期", "节次", "周次", "人数", LONG];
const TEXT = [
  HEADS.join(","),
  "高等数学,计科2601,教师甲,星期一,1-2节,1-16周,48,",
  "选修课,计科2602,教师辛,星期八,1-2节,1-16周,45,",
  `程序设计,计科2601,教师壬,星期四,1-2节,20-10周,48,${LONG}`,
].join("\n");

const row = (at: string, status: ImportedRow["status"], code: string, message: string, value?: string): ImportedRow =>
  ({
    at,
    status,
    code,
    params: value ? { value } : {},
    message,
    text: TEXT.split("\n")[Number(at) - 1] ?? LONG,
  }) as ImportedRow;

const good: ImportedTimetable = {
  format: "csv",
  encoding: "utf-8",
  separator: ",",
  options: { together: "line", groups: "error", bells: [] },
  columns: (["title", "room", "teacher", "weekday", "period", "weeks", "seats", null] as const).map(
    (meaning, index) => ({
      at: String.fromCharCode(65 + index),
      heading: HEADS[index]!,
      meaning,
    }),
  ),
  terms: [],
  order: { rooms: [], timetable: { lessons: [] } },
  rooms_total: 60,
  lessons_total: 45_600,
  first_lesson_at_local: "2027-03-01T08:00:00+08:00",
  last_lesson_at_local: "2027-07-09T16:45:00+08:00",
  items: { read: 2_400, taken: 2_400, skipped: 0, errors: 0 },
  rows: [],
  rows_count: 0,
  questions: [],
};
const wrong: ImportedTimetable = {
  ...good,
  items: { read: 2_400, taken: 2_395, skipped: 1, errors: 4 },
  rows: [
    row("3", "error", "unknown_day", "星期八 不是星期。", "星期八"),
    row("4", "error", "bad_week_list", "20-10周 is no list of weeks such as 1-16 or 2,4-8.", "20-10周"),
    row("9", "error", "overlap", LONG),
    row("17", "error", "bad_time", HARD[1], HARD[2]),
    row("2", "warning", "taught_together", "7-1, 7-2 are taught together."),
  ],
  rows_count: 5,
};
const ask = (code: string, message: string, params: object = {}) =>
  ({ code, message, params }) as unknown as ImportedTimetable["questions"][number];
const asking: ImportedTimetable = {
  ...good,
  rooms_total: 0,
  lessons_total: 0,
  items: { read: 40, taken: 0, skipped: 1, errors: 39 },
  terms: [{ name: HARD[0], first_day: "2027-01-11", last_day: "2027-06-11" }],
  rows: many(39, (n) => row(String(n), "error", "unknown_period", "There is no period 1 in the bell times.", "1")),
  rows_count: 39,
  questions: [
    ask("TimeZoneNeeded", "In which time zone are these times?"),
    ask("TermNeeded", "What are the first and the last day of the term?"),
    ask("BellsNeeded", "这些节次的起止时间是什么：1、2、9、午休？", { periods: ["1", "9", "午休"] }),
    ask("SeatsNeeded", `How many seats do these have: ${LONG}?`, { rooms: [LONG] }),
    ask("RoomNeeded", "What makes a classroom?", { choices: ["教学班", HARD[1], LONG] }),
    ask("DateOrderNeeded", "Is 03/04/2027 day and month, or month and day?", { example: "03/04/2027" }),
    ask("DayNamesNeeded", "Which weekdays are these: L, Ma, Me?", { names: ["L", "Ma", "Me"] }),
    ask("ColumnsNeeded", "Which columns are the class, the day and the time?"),
    ask("MakeUpDay", "Which day does 2027-05-08 run as?", { on: "2027-05-08" }),
  ],
};
const workbook: ImportedTimetable = {
  ...wrong,
  format: "xlsx",
  encoding: null,
  separator: null,
  columns: [],
  rows: [
    {
      ...row("七(1)班!C3", "error", "bad_week_list", "9-3周 is no list of weeks such as 1-16 or 2,4-8.", "9-3周"),
      cells: [{ at: "七(1)班!C3", text: `数学\n${HARD[0]}\n9-3周` }],
    },
    ...wrong.rows.slice(2, 3),
  ],
};
const cellsOf = (number: number, texts: readonly string[]) =>
  texts.map((text, index) => ({ at: `${String.fromCharCode(65 + index)}${number}`, text }));
/** Rows of a spreadsheet, with what stands in their cells. */
const cells: ImportedTimetable = {
  ...wrong,
  format: "ods",
  encoding: null,
  separator: null,
  rows: wrong.rows.slice(0, 2).map((one, index) => ({
    ...one,
    cells: cellsOf(Number(one.at), TEXT.split("\n")[index + 2]!.split(",")),
  })),
};
const calendar: ImportedTimetable = {
  ...wrong,
  format: "icalendar",
  separator: null,
  columns: [],
  rows: [row("5", "error", "unknown_zone", "Mars/Olympus is no time zone."), row("9", "error", "overlap", LONG)],
};
const BYTES = new TextEncoder().encode(TEXT).buffer;

const shown =
  (answer: ImportedTimetable, name = "课表.csv", mended: boolean | Record<string, string> = false) =>
  () => (
    <div className="stack">
      <Drop going={{ is: "idle" }} chosen onFile={nothing} onCancel={nothing} />
      <Understood
        name={name}
        asked={filledIn(
          { time_zone: "Asia/Shanghai", ...(typeof mended === "object" ? { mended } : {}) },
          answer,
          BELLS.middle,
        )}
        answer={answer}
        mended={mended === true ? { text: TEXT, encoding: "utf-8", rows: 2 } : undefined}
        bytes={BYTES}
        busy={false}
        runsAs={{}}
        acts={acts}
      />
    </div>
  );
const rows = (answer: ImportedTimetable) => () => (
  <RowList name="" asked={{}} answer={answer} mended={undefined} bytes={BYTES} busy={false} runsAs={{}} acts={acts} />
);
const refused = (error: unknown, retry = false) => {
  const going = {
    is: "failed" as const,
    error,
    ...(retry ? { next: { name: "a", bytes: new ArrayBuffer(0), asked: {} } } : {}),
  };
  return () => (
    <div className="stack">
      <Drop going={going} chosen={false} onFile={nothing} onCancel={nothing} />
      <FileFailure going={going} onRetry={nothing} />
    </div>
  );
};

export const importViews: Views = {
  "file-door": {
    empty: () => <Drop going={{ is: "idle" }} chosen={false} onFile={nothing} onCancel={nothing} />,
    sending: () => <Drop going={{ is: "sending", gone: 0.42 }} chosen={false} onFile={nothing} onCancel={nothing} />,
    reading: () => <Drop going={{ is: "sending", gone: 1 }} chosen onFile={nothing} onCancel={nothing} />,
    refused: refused(failure("invalid", 422, { title: "Nothing can be read of this file", detail: "This is a PDF." })),
    busy: refused(failure("busy", 503, { title: "The service is busy", detail: "Ask again in a moment." }), true),
    offline: refused(offline, true),
  },
  "file-read": {
    good: shown(good),
    wrong: shown(wrong),
    mended: shown(wrong, LONG, true),
    asking: shown(asking),
    workbook: shown(workbook, "课表.xlsx"),
    cells: shown(cells, "课表.ods", { C3: "星期三", D4: "3-4节" }),
    calendar: shown(calendar, "school.ics"),
  },
  "file-rows": {
    wrong: rows(wrong),
    none: rows({ ...wrong, rows: wrong.rows.slice(-1) }),
    cells: rows(cells),
    calendar: rows(calendar),
    "to-place": () => <ToPlace rows={[...calendar.rows, ...cells.rows]} onPlaced={nothing} />,
    bells: () => (
      <BellTimes bells={[...BELLS.middle, { name: "午休", start: "", end: "" }]} needed={[]} onChange={nothing} />
    ),
  },
};
