import fc from "fast-check";
import { expect, test } from "vitest";
import type { ImportedRow, ImportedTimetable } from "../../../api/schema.gen";
import { BELLS, emptyDoc, toOrder } from "../editor/doc";
import {
  cellsTyped,
  faultyField,
  filledIn,
  isList,
  mendable,
  notTaken,
  ordered,
  PRESETS,
  queryOf,
  taken,
  toPlace,
  waits,
  withPeriods,
} from "./answer";
import { csvOf, harmless, recordsAt, withRecord } from "./records";

type Questions = ImportedTimetable["questions"];

const LIST = [
  "班级,科目,星期,节次,周次,人数",
  '7-1,语文,星期一,1,"1-8周,10周",48',
  "7-1,选修,星期八,2,1-16周,48",
  "7-2,=1+1,周二,9,1-16周,48",
].join("\r\n");

const row = (at: string, status: ImportedRow["status"], code: string, params: object = {}): ImportedRow =>
  ({ at, status, code, params, message: `${code} of ${at}`, text: `row ${at}` }) as ImportedRow;

const answer = (fields: Partial<ImportedTimetable> = {}): ImportedTimetable => ({
  format: "csv",
  encoding: "gb18030",
  separator: ",",
  options: { together: "line", groups: "error", bells: [{ period: "1", start: "08:00", end: "08:40" }] },
  columns: [
    { at: "A", heading: "班级", meaning: "room" },
    { at: "B", heading: "科目", meaning: "title" },
    { at: "C", heading: "星期", meaning: "weekday" },
    { at: "D", heading: "节次", meaning: "period" },
    { at: "E", heading: "周次", meaning: "weeks" },
    { at: "F", heading: null, meaning: "seats" },
  ],
  terms: [],
  order: {
    rooms: [{ key: "7-1", seats: 48 }],
    term: { first_day: "2027-03-01", last_day: "2027-07-09" },
    timetable: {
      time_zone: "Asia/Shanghai",
      lessons: [
        {
          key: "语文",
          title: "语文",
          rooms: ["7-1"],
          rrule: "FREQ=WEEKLY;BYDAY=MO",
          start: "08:00",
          duration_minutes: 40,
        },
      ],
      days: [{ from: "2027-04-05", to: "2027-04-05", off: true }],
      changes: [{ lesson: "语文", room: "7-1", on: "2027-03-08", cancelled: true }],
    },
  },
  rooms_total: 1,
  lessons_total: 17,
  items: { read: 3, taken: 1, skipped: 0, errors: 2 },
  rows: [
    row("2", "warning", "weeks_cut"),
    row("3", "error", "unknown_day", { value: "星期八" }),
    row("4", "error", "unknown_period", { value: "9" }),
  ],
  rows_count: 3,
  questions: [],
  ...fields,
});

test("a mended row changes that row alone, whatever stands in it", () => {
  const field = fc.oneof(fc.constantFrom('"', ",", "a,b", 'x"y', " z ", "课"), fc.stringMatching(/^[^\r\n]{0,6}$/));
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), (fields) => {
      const mended = withRecord(LIST, ",", 3, fields);
      const [before, after] = [recordsAt(LIST, ",", new Set([2, 4])), recordsAt(mended, ",", new Set([2, 3, 4]))];
      expect(after.get(3)?.fields).toEqual(fields);
      for (const line of [2, 4]) expect(after.get(line)?.fields).toEqual(before.get(line)?.fields);
    }),
  );
  expect(withRecord(LIST, ",", 9, ["x"])).toBe(LIST);
});

test("lines are counted as the service counts them", () => {
  const text = 'sep=;\na;"b\r\nb";c\r\rd;"open\ne; f';
  const found = recordsAt(text, ";", new Set([2, 4, 5, 6]));
  expect([...found].map(([line, { fields }]) => [line, fields])).toEqual([
    [2, ["a", "b\r\nb", "c"]],
    [4, [""]],
    [5, ["d", '"open']],
    [6, ["e", " f"]],
  ]);
});

test("the field that the trouble is in is the one that is offered", () => {
  const records = recordsAt(LIST, ",", new Set([3, 4]));
  const [, day, period] = answer().rows;
  expect(faultyField(day!, records.get(3)!, answer())).toBe(2);
  expect(faultyField(period!, records.get(4)!, answer())).toBe(3);
  expect(faultyField(row("3", "error", "overlap"), records.get(3)!, answer())).toBeUndefined();
});

test("a row of a spreadsheet is mended cell by cell, at the cell that the trouble is in", () => {
  const cells = ["7-1", "", "星期八", "2", "1-16周", "48"].map((text, index) => ({ at: `${"ABCDEF"[index]}3`, text }));
  const sheet = answer({ format: "ods", encoding: null, separator: null });
  const day = { ...row("3", "error", "unknown_day", { value: "星期八" }), cells };
  expect(mendable(day, undefined, sheet, "Text")).toEqual({
    fields: ["7-1", "", "星期八", "2", "1-16周", "48"],
    labels: ["班级", "科目", "星期", "节次", "周次", "F"],
    faulty: 2,
  });
  expect(cellsTyped(day, { 1: "语文", 2: "星期三" })).toEqual({ B3: "语文", C3: "星期三" });
  const formula = { ...row("3", "error", "formula_without_value", { cell: "F3" }), cells };
  expect(mendable(formula, undefined, sheet, "Text")?.faulty).toBe(5);
  expect(isList(sheet)).toBe(true);
});

test("a cell of a matrix is mended as a whole, and what has no cells is not mended here", () => {
  const matrix = answer({ format: "xlsx", encoding: null, separator: null, columns: [] });
  const lesson = row("七(1)班!C3", "error", "bad_week_list", { value: "9-3周" });
  const cells = [{ at: "七(1)班!C3", text: "数学\n教师甲\n9-3周" }];
  expect(mendable({ ...lesson, cells }, undefined, matrix, "Text")).toEqual({
    fields: ["数学\n教师甲\n9-3周"],
    labels: ["Text"],
    faulty: 0,
  });
  expect(mendable(lesson, undefined, matrix, "Text")).toBeUndefined();
});

test("what is wrong and nothing mends is placed by hand, but for lists of pupils", () => {
  const asks = [{ code: "BellsNeeded", params: { periods: ["9"] }, message: "" }] as unknown as Questions;
  expect(toPlace(answer()).map((one) => one.at)).toEqual(["3", "4"]);
  expect(toPlace(answer({ questions: asks })).map((one) => one.at)).toEqual(["3"]);
  expect(toPlace(answer({ format: "oneroster" }))).toEqual([]);
});

test("what was not taken goes into a spreadsheet without becoming a formula", () => {
  const records = recordsAt(LIST, ",", new Set([2, 3, 4]));
  const csv = csvOf(notTaken(answer(), ["Where", "Why", "Text"], records));
  expect(csv).toBe(
    "\uFEFFWhere,Why,班级,科目,星期,节次,周次,F\r\n3,unknown_day of 3,7-1,选修,星期八,2,1-16周,48\r\n4,unknown_period of 4,7-2,'=1+1,周二,9,1-16周,48\r\n",
  );
  for (const cell of ["=1", "+1", "-1", "@x", "\tx"]) expect(harmless(cell)).toBe(`'${cell}`);
  const bare = notTaken(answer({ format: "xlsx" }), ["Where", "Why", "Text"], new Map());
  expect(bare[1]).toEqual(["3", "unknown_day of 3", "row 3"]);
});

test("an answer becomes the draft's document, and that the order that the service proposed", () => {
  const doc = { ...emptyDoc("Europe/Berlin"), region: "cn-beijing", rooms: [{ key: "7-1", seats: 30, name: "One" }] };
  const made = taken(doc, answer(), { "2027-05-08": "2027-05-03", "2027-05-09": "" }, "Spring");
  const { order } = answer();
  expect(toOrder(made)).toEqual({
    name: "Spring",
    kind: "class",
    region: "cn-beijing",
    rooms: [{ key: "7-1", seats: 48, name: "One" }],
    term: order.term,
    timetable: { ...order.timetable, days: [...order.timetable.days!, { date: "2027-05-08", runs_as: "2027-05-03" }] },
  });
  expect(made.bells).toEqual([{ name: "1", start: "08:00", end: "08:40" }]);
  expect(taken({ ...doc, name: "Mine" }, answer(), {}, "Spring").name).toBe("Mine");
});

test("what was said goes with the file, and what was not is left to the service", () => {
  const bells = [
    { name: "1", start: "08:00", end: "08:45" },
    { name: "noon", start: "", end: "" },
  ];
  expect(queryOf("a.csv", { encoding: "", heading: "0", bells, columns: { B: "room" }, days: ["", "x"] })).toEqual({
    file_name: "a.csv",
    heading: "0",
    bells: '[{"period":"1","start":"08:00","end":"08:45"}]',
    columns: '[{"at":"B","meaning":"room"}]',
  });
  expect(queryOf("a.xlsx", { mended: { C9: "10:45", D9: "" } })).toEqual({
    file_name: "a.xlsx",
    mended: '[{"at":"C9","text":"10:45"},{"at":"D9","text":""}]',
  });
  expect(queryOf("a.xlsx", { mended: {} })).toEqual({ file_name: "a.xlsx" });
});

test("questions come with the likely answer, and rows that wait for one are not shown one by one", () => {
  const asks = [
    { code: "BellsNeeded", params: { periods: ["9", "9", "Noon"] }, message: "" },
    { code: "RoomNeeded", params: { choices: ["LOCATION"] }, message: "" },
  ] as unknown as ImportedTimetable["questions"];
  const asked = filledIn({}, answer({ questions: asks }), BELLS.middle);
  expect(asked.room_from).toBe("LOCATION");
  expect(asked.bells?.slice(-2)).toEqual([
    { name: "9", start: "17:40", end: "18:25" },
    { name: "Noon", start: "", end: "" },
  ]);
  expect(answer().rows.map((one) => waits(one, asks))).toEqual([false, false, true]);
  expect(withPeriods(PRESETS.university, ["12"])).toHaveLength(12);
});

test("errors come first, or alone", () => {
  const rows = [row("1", "warning", "a"), row("2", "skipped", "b"), row("3", "error", "c")];
  expect(ordered(rows, "all").map((one) => one.at)).toEqual(["3", "2", "1"]);
  expect(ordered(rows, "errors").map((one) => one.at)).toEqual(["3"]);
  expect(ordered(rows, "file").map((one) => one.at)).toEqual(["1", "2", "3"]);
});
