// What is told with a file and what was understood of it, without React: the request, the rows to look at, the document that comes of it.
import type {
  ColumnMeaning,
  Day,
  ImportedRow,
  ImportedTimetable,
  ImportQuestion,
  Timetable,
  TimetableFormat,
} from "../../../api/schema.gen";
import { minutesOf, timeOf } from "../days/term";
import { BELLS, type Doc, fromOrder, type Period, subjectsOf } from "../editor/doc";
import type { Record as Fields } from "./records";

/** What a person said about the file; all else is found by the service. */
export interface Asked {
  format?: TimetableFormat;
  encoding?: string;
  separator?: string;
  time_zone?: string;
  first_day?: string;
  last_day?: string;
  default_seats?: string;
  room_from?: string;
  bells?: Period[];
  date_order?: string;
  together?: "line" | "room";
  groups?: "error" | "room";
  heading?: string;
  /** By letter. */
  columns?: Record<string, ColumnMeaning>;
  /** Cells of a spreadsheet that were mended here, by their names. */
  mended?: Record<string, string>;
  /** Seven names, Monday first. */
  days?: string[];
}

/** The parameters of the request. What is empty is left out. */
export function queryOf(fileName: string, { bells, columns, mended, days, ...plain }: Asked): Record<string, string> {
  const named = bells?.filter((one) => one.name && one.start && one.end);
  const all: Record<string, string | undefined> = {
    file_name: [...fileName].slice(-200).join(""),
    ...plain,
    bells: named?.length
      ? JSON.stringify(named.map(({ name, start, end }) => ({ period: name, start, end })))
      : undefined,
    columns:
      columns && Object.keys(columns).length > 0
        ? JSON.stringify(Object.entries(columns).map(([at, meaning]) => ({ at, meaning })))
        : undefined,
    mended:
      mended && Object.keys(mended).length > 0
        ? JSON.stringify(Object.entries(mended).map(([at, text]) => ({ at, text })))
        : undefined,
    days: days?.every((day) => day.trim() !== "") ? JSON.stringify(days.map((day) => day.trim())) : undefined,
  };
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ""),
  );
}

/** The document of the API says that these are any object. */
export function factsOf(told: ImportedRow | ImportQuestion): { [name: string]: unknown } {
  return told.params;
}

export function textsOf(told: ImportedRow | ImportQuestion, name: string): string[] {
  const value = factsOf(told)[name];
  return Array.isArray(value) ? [...new Set(value.map(String))] : [];
}

/** Kinds of file whose rows are lines of text, which can be mended here and sent again. */
export function isText(answer: ImportedTimetable): boolean {
  return ["csv", "fet-csv", "untis-gpu001"].includes(answer.format) && Boolean(answer.encoding && answer.separator);
}

/** Kinds of file whose columns anybody may have named, with headings and dates in any order. */
export function isList(answer: ImportedTimetable): boolean {
  return ["csv", "xlsx", "xls", "ods", "html"].includes(answer.format);
}

/** Kinds of file that are a workbook, whose sheets have names. */
export function isWorkbook(answer: ImportedTimetable): boolean {
  return ["xlsx", "xls", "ods"].includes(answer.format);
}

const ANSWERED_BY: Record<string, readonly string[]> = {
  BellsNeeded: ["unknown_period"],
  SeatsNeeded: ["no_seats"],
  TermNeeded: ["term_required"],
  RoomNeeded: ["no_room", "no_class"],
  DayNamesNeeded: ["unknown_day"],
  DateOrderNeeded: ["bad_date"],
};

/** Rows that an open question is about: its answer mends them all at once. */
export function waits(row: ImportedRow, questions: readonly ImportQuestion[]): boolean {
  return questions.some(({ code }) => ANSWERED_BY[code]?.includes(row.code));
}

/** What was not taken and no answer above mends: lessons to be placed by hand in the week, once the rest is taken. */
export function toPlace(answer: ImportedTimetable): ImportedRow[] {
  if (!hasLessons(answer)) return [];
  return answer.rows.filter((row) => row.status === "error" && !waits(row, answer.questions));
}

/** Archives of OneRoster list classes and pupils: what is wrong there is no lesson. */
export function hasLessons(answer: ImportedTimetable): boolean {
  return answer.format !== "oneroster";
}

export type Order = "errors" | "all" | "file";
const RANK = { error: 0, skipped: 1, warning: 2 } as const;

export function ordered(rows: readonly ImportedRow[], order: Order): ImportedRow[] {
  if (order === "errors") return rows.filter((row) => row.status === "error");
  if (order === "file") return [...rows];
  return [...rows].sort((a, b) => RANK[a.status] - RANK[b.status]);
}

const SAYS: Record<string, readonly ColumnMeaning[]> = {
  unknown_day: ["weekday", "when"],
  unknown_period: ["period", "first_period", "last_period", "when"],
  bad_week_list: ["weeks", "when"],
  bad_time: ["start", "end"],
  bad_date: ["date", "from_date", "to_date"],
  bad_number: ["seats", "expected", "duration_minutes"],
  end_before_start: ["end"],
  no_duration: ["end", "duration_minutes"],
  expected_above_seats: ["expected"],
  no_room: ["room"],
};

/** Which field of a row the trouble is in; none where no single one is. */
export function faultyField(
  row: ImportedRow,
  record: Pick<Fields, "fields">,
  answer: ImportedTimetable,
): number | undefined {
  const { value, cell } = factsOf(row);
  // A formula that nobody has worked out is told by its cell.
  const letters = typeof cell === "string" ? /([A-Z]+)\d+$/.exec(cell)?.[1] : undefined;
  if (letters) return indexOf(letters);
  const holds = (index: number) => typeof value !== "string" || (record.fields[index] ?? "").includes(value);
  const meant = answer.columns.flatMap(({ meaning, at }) => {
    const index = indexOf(at);
    return meaning && SAYS[row.code]?.includes(meaning) && holds(index) ? [index] : [];
  });
  if (meant.length > 0) return meant[0];
  const found = typeof value === "string" && value !== "" ? record.fields.findIndex((_, index) => holds(index)) : -1;
  return found < 0 ? undefined : found;
}

/** `A` is 0, `AA` 26. */
function indexOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** What the columns of a row are called. */
export function headingOf(index: number, answer: ImportedTimetable): string {
  const column = answer.columns.find(({ at }) => indexOf(at) === index);
  return column?.heading ?? column?.at ?? String(index + 1);
}

/** A row with what stands in its fields, each to be written over: of text its record, of a spreadsheet its cells. */
export interface Mendable {
  fields: string[];
  labels: string[];
  /** The field that the trouble is in; none where no single one is. */
  faulty: number | undefined;
}

export function mendable(
  row: ImportedRow,
  record: Pick<Fields, "fields"> | undefined,
  answer: ImportedTimetable,
  whole: string,
): Mendable | undefined {
  const cells = row.cells ?? [];
  const fields = record?.fields ?? cells.map(({ text }) => text);
  if (fields.length === 0) return undefined;
  // A cell of a matrix is the whole lesson.
  if (!record && /[A-Z]\d+$/.test(row.at)) return { fields, labels: fields.map(() => whole), faulty: 0 };
  const labels = fields.map((_, index) => headingOf(index, answer));
  const faulty = row.status === "error" ? faultyField(row, { fields }, answer) : undefined;
  return { fields, labels, faulty: faulty !== undefined && faulty < fields.length ? faulty : undefined };
}

/** What was typed into some of a row's cells, by their names. */
export function cellsTyped(row: ImportedRow, typed: Readonly<Record<number, string>>): Record<string, string> {
  const cells = (row.cells ?? []).flatMap(({ at }, index) => {
    const text = typed[index];
    return text === undefined ? [] : [[at, text] as const];
  });
  return Object.fromEntries(cells);
}

export const PRESETS: Record<"middle" | "primary" | "evening" | "university", Period[]> = {
  ...BELLS,
  university: "08:00 08:50 09:50 10:40 11:30 13:30 14:20 15:15 16:05 18:30 19:20 20:10"
    .split(" ")
    .map((start, index) => ({ name: String(index + 1), start, end: timeOf(minutesOf(start) + 45) })),
};

/** A schedule with a row for each period that was asked for: after the last one where they are numbered, without times where they have names. */
export function withPeriods(bells: readonly Period[], needed: readonly string[]): Period[] {
  const all = [...bells];
  const numbers = needed.filter((name) => /^\d{1,2}$/.test(name)).map(Number);
  for (let next = all.length + 1; next <= Math.max(0, ...numbers); next += 1) {
    const name = String(next);
    if (all.some((one) => one.name === name)) continue;
    const start = minutesOf(all.at(-1)?.end ?? "07:50") + 10;
    all.push({ name, start: timeOf(start), end: timeOf(start + 45) });
  }
  const lacking = needed.filter((name) => !all.some((one) => one.name === name));
  return [...all, ...lacking.map((name) => ({ name, start: "", end: "" }))];
}

/** Rooms and week of the file take the place of what was there. `runsAs`: for days that the file names as make-up days, the day that each runs as. */
export function taken(doc: Doc, answer: ImportedTimetable, runsAs: Record<string, string>, name: string): Doc {
  const { rooms, term, timetable } = answer.order;
  const made = fromOrder({
    name: doc.name || name,
    kind: doc.kind,
    region: doc.region,
    rooms,
    term: term ?? doc.term,
    timetable: { ...timetable, time_zone: timetable.time_zone ?? doc.time_zone } as Timetable,
  });
  const known = new Map(doc.rooms.map((room) => [room.key, room]));
  const added: Day[] = Object.entries(runsAs).flatMap(([date, as]) => (as ? [{ date, runs_as: as }] : []));
  const bells = answer.options.bells.map(({ period, start, end }) => ({ name: period, start, end }));
  return {
    ...doc,
    ...made,
    rooms: made.rooms.map((room) => ({ ...known.get(room.key), ...room })),
    days: [...(made.days.length > 0 ? made.days : doc.days.filter((day) => !day.rooms)), ...added],
    bells: bells.length > 0 ? bells.sort((a, b) => a.start.localeCompare(b.start)) : made.bells,
    subjects: subjectsOf({ lines: made.lines, subjects: doc.subjects }),
  };
}

/** What was not taken: where it stands, what is said of it, and all of it where it is text. */
export function notTaken(
  answer: ImportedTimetable,
  heads: readonly [where: string, what: string, row: string],
  records: ReadonlyMap<number, Fields>,
): string[][] {
  const rows = answer.rows.filter((row) => row.status !== "warning");
  const width = answer.columns.length;
  const named = width > 0 && records.size > 0 ? answer.columns.map((_, index) => headingOf(index, answer)) : [heads[2]];
  const cells = (row: ImportedRow) => records.get(Number(row.at))?.fields ?? [row.text];
  return [[heads[0], heads[1], ...named], ...rows.map((row) => [row.at, row.message, ...cells(row)])];
}

/** What is most likely the answer to a question is filled in where nothing was said yet: it is seen, and changed, before it is sent. */
export function filledIn(asked: Asked, answer: ImportedTimetable, bells: readonly Period[]): Asked {
  const filled: Asked = { ...asked };
  for (const question of answer.questions) {
    if (question.code === "BellsNeeded") filled.bells = withPeriods(asked.bells ?? bells, textsOf(question, "periods"));
    const [choice] = textsOf(question, "choices");
    if (question.code === "RoomNeeded" && choice && answer.columns.length > 0)
      filled.room_from = asked.room_from || choice;
    if (question.code === "DateOrderNeeded") filled.date_order = asked.date_order || "dmy";
  }
  return filled;
}
