// What is pasted from a spreadsheet: tab-separated text, read as a table of classes by periods, a list of lessons, or a list of rooms. What is not
// understood is named row by row; nothing is guessed silently.
import type { NewRoom } from "../../../api/schema.gen";
import type { Period, Weeks } from "../editor/doc";
import { minutesOf, readTime, timeOf, type Weekday } from "../days/term";
import type { At, Lesson } from "../week-grid/lines";
import { headOf, weekdayNamed } from "./words";

export type Row = At & Lesson;

export type Problem =
  | { code: "no-day" | "no-period" | "no-class" | "no-subject" | "twice"; text: string }
  | { code: "no-column"; text: string }
  | { code: "no-shape"; text: string };

export interface Reading {
  shape: "matrix" | "list" | "none";
  rooms: string[];
  /** Pupils of a class, where a column says so: the most that any of its rows says. */
  pupils: ReadonlyMap<string, number>;
  rows: Row[];
  /** By the row of what was pasted, from 1. */
  errors: { row: number; problem: Problem }[];
}

const LESSON_MINUTES = 45;

/** Cells of tab-separated text; a cell in quotation marks may have line ends in it, as spreadsheets write them. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t" || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows.map((each) => each.map((one) => one.trim()));
}

/** Text for a spreadsheet, so that `cellsOf(textOf(cells))` is the same. */
export function textOf(cells: readonly (readonly string[])[]): string {
  const quote = (cell: string) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return cells.map((row) => row.map(quote).join("\t")).join("\n");
}

/** `数学 陈老师`, `Maths / Mr Chen`, two lines, `Maths (A)`, `美术（双周）`. */
export function readLesson(cell: string): { title: string; teachers: string[]; weeks: Weeks } {
  let weeks: Weeks = "all";
  const bare = cell.replace(/[(（【[]\s*(A|B|单周?|双周?|odd|even)\s*[)）】\]]/i, (_, half: string) => {
    weeks = /^(a|单|odd)/i.test(half) ? "A" : "B";
    return "";
  });
  const parts = bare
    .split(/\n|\s*[/|｜]\s*/)
    .map((part) => part.trim())
    .filter(Boolean);
  const [first = "", ...rest] = parts;
  if (rest.length > 0) return { title: first, teachers: rest.flatMap(people), weeks };
  // One line of Han text: a blank parts the subject from the teacher. Of Latin text it does not: subjects have blanks.
  const han = /^(\p{Script=Han}\S*)\s+(\p{Script=Han}.*)$/u.exec(first);
  return han ? { title: han[1]!, teachers: people(han[2]!), weeks } : { title: first, teachers: [], weeks };
}

function people(text: string): string[] {
  return text
    .split(/\s*[,，、;；]\s*/)
    .map((one) => one.trim())
    .filter(Boolean);
}

/** A key that has a number in it: the last one counts. */
const NUMBERED = /^(.*?)(\d{1,4})(\D*)$/u;

/** `7-1 … 7-12`, `7-1..7-12`, `7-1 至 7-12`, `七1班~七6班`: the keys from the first to the last. A text without a range is itself. */
export function expandKeys(text: string): string[] {
  const [left = "", right, more] = text.trim().split(/\s*(?:…|\.{2,3}|~|～|至|—|–|\sto\s|\s-\s)\s*/u);
  const [, head = "", first = "", tail = ""] = NUMBERED.exec(left) ?? [];
  const [, head2 = "", last = "", tail2 = ""] = NUMBERED.exec(right ?? "") ?? [];
  const [from, to] = [Number(first), Number(last)];
  const alike = more === undefined && first !== "" && (head2 === head || head2 === "") && (tail2 === tail || !tail);
  if (!alike || last === "" || to < from || to - from >= 200) return text.trim() ? [text.trim()] : [];
  const wide = first.startsWith("0") ? first.length : 0;
  return Array.from(
    { length: to - from + 1 },
    (_, index) => `${head}${String(from + index).padStart(wide, "0")}${tail2}`,
  );
}

/** A column of rooms, or of rooms with seats and names. Ranges are expanded. */
export function readRooms(text: string, seats: number): NewRoom[] {
  const rooms = new Map<string, NewRoom>();
  for (const cells of cellsOf(text.replaceAll(/[,，;；、]/g, "\n"))) {
    const [said = "", ...rest] = cells;
    const number = rest.find((cell) => /^\d{1,4}$/.test(cell));
    const name = rest.find((cell) => cell !== "" && cell !== number);
    for (const key of expandKeys(said)) {
      if (headOf(key) === "class") continue;
      rooms.set(key, { key, seats: number ? Number(number) : seats, ...(name ? { name } : {}) });
    }
  }
  return [...rooms.values()];
}

/** Reads a table. `bells` says when periods are that are named by number. */
export function readTable(text: string, bells: readonly Period[]): Reading {
  const cells = cellsOf(text).map((row, index) => ({ at: index + 1, row }));
  const filled = cells.filter(({ row }) => row.some(Boolean));
  return readMatrix(filled, bells) ?? readList(filled, bells) ?? none(text);
}

const EMPTY = { rooms: [], pupils: new Map<string, number>(), rows: [], errors: [] };

function none(text: string): Reading {
  const problem: Problem = { code: "no-shape", text: text.slice(0, 80) };
  return { ...EMPTY, shape: "none", errors: [{ row: 1, problem }] };
}

type Lines = { at: number; row: string[] }[];
type Column = { day: Weekday; period: Period } | undefined;

/** The period that a text names: `3`, `第3节`, `P3`, `10:00`, `10:00-10:45`. */
export function periodNamed(said: string, bells: readonly Period[]): Period | undefined {
  const times = said.match(/\d{1,2}[:：.]\d\d/g)?.map(readTime);
  if (times?.[0]) {
    const [start, end] = times;
    const known = bells.find((one) => one.start === start);
    return end || !known ? { name: said, start, end: end ?? timeOf(minutesOf(start) + LESSON_MINUTES) } : known;
  }
  const number = /\d{1,2}/.exec(said)?.[0];
  return number ? bells.find((one) => one.name === String(Number(number))) : undefined;
}

/** Whether a text is a period's name and nothing else: a cell with a subject in it is no head. */
function isPeriod(said: string): boolean {
  return /^[\s\d:：.–—-]*$/.test(said.replace(/第|节课?|时|\b(p|period|lesson|slot|no\.?)(?=\s*\d)/gi, ""));
}

/** Heads of a matrix: `周一1`, `Mon 3`, `周一 第3节`, or days in the first row (each over several columns) and periods in the second. */
function columnsOf(lines: Lines, bells: readonly Period[]): { columns: Column[]; heads: number } | undefined {
  const [first, second] = lines.map(({ row }) => row);
  const one = first?.map((head): Column => {
    const day = weekdayNamed(head);
    const period = day && periodNamed(head.replace(day.said, ""), bells);
    return day && period ? { day: day.day, period } : undefined;
  });
  if (one && one.filter(Boolean).length >= 2) return { columns: one, heads: 1 };
  if (!first || !second) return undefined;
  let day: Weekday | undefined;
  const two = second.map((head, index): Column => {
    day = weekdayNamed(first[index] ?? "")?.day ?? day;
    const period = isPeriod(head) ? periodNamed(head, bells) : undefined;
    return index > 0 && day && period ? { day, period } : undefined;
  });
  return two.filter(Boolean).length >= 2 ? { columns: two, heads: 2 } : undefined;
}

function readMatrix(lines: Lines, bells: readonly Period[]): Reading | undefined {
  const found = columnsOf(lines, bells);
  if (!found) return undefined;
  const reading: Reading = { shape: "matrix", rooms: [], pupils: EMPTY.pupils, rows: [], errors: [] };
  const body = lines.slice(found.heads);
  // The first column has the classes; of the others one with something in it that nobody understood is told.
  const lost = (lines[0]?.row ?? []).flatMap((head, index) =>
    index > 0 && !found.columns[index] && body.some(({ row }) => row[index]) ? [head] : [],
  );
  if (lost.length > 0)
    reading.errors.push({ row: 1, problem: { code: "no-column", text: lost.join(", ").slice(0, 80) } });
  for (const { at, row } of body) {
    const [room = ""] = row;
    if (!room) {
      reading.errors.push({ row: at, problem: { code: "no-class", text: row.filter(Boolean).join(" ").slice(0, 80) } });
      continue;
    }
    if (reading.rooms.includes(room)) {
      reading.errors.push({ row: at, problem: { code: "twice", text: room } });
      continue;
    }
    reading.rooms.push(room);
    found.columns.forEach((column, index) => {
      if (column && row[index]) reading.rows.push(...inCell(room, column, row[index]));
    });
  }
  return reading;
}

/** A cell may hold an A lesson and a B lesson, in two lines. */
function inCell(room: string, { day, period }: NonNullable<Column>, cell: string): Row[] {
  const minutes = minutesOf(period.end) - minutesOf(period.start);
  const lines = cell.split("\n").filter(Boolean);
  const halves = lines.filter((line) => readLesson(line).weeks !== "all");
  const parts = lines.length === 2 && halves.length === 2 ? lines : [cell];
  return parts.map((part) => ({ room, day, start: period.start, minutes, ...readLesson(part) }));
}

function readList(lines: Lines, bells: readonly Period[]): Reading | undefined {
  const [heads, ...rest] = lines;
  const columns = heads?.row.map(headOf) ?? [];
  const at = (name: ReturnType<typeof headOf>) => columns.indexOf(name);
  const [day, subject, room] = [at("day"), at("subject"), at("class")];
  const when = at("start") >= 0 ? at("start") : at("period");
  if (day < 0 || subject < 0 || room < 0 || when < 0) return undefined;
  const pupils = new Map<string, number>();
  const reading: Reading = { shape: "list", rooms: [], pupils, rows: [], errors: [] };
  for (const line of rest) {
    const cell = (index: number) => (index >= 0 ? (line.row[index] ?? "") : "");
    const rows = readItem({ day: cell(day), when: cell(when), end: cell(at("end")), bells });
    const keys = cell(room)
      .split(/\s*[,，、;；]\s*/)
      .flatMap(expandKeys);
    const missing: Problem | undefined =
      "code" in rows
        ? rows
        : keys.length === 0
          ? { code: "no-class", text: line.row.join(" ").slice(0, 80) }
          : cell(subject)
            ? undefined
            : { code: "no-subject", text: line.row.join(" ").slice(0, 80) };
    if (missing || "code" in rows) {
      if (missing) reading.errors.push({ row: line.at, problem: missing });
      continue;
    }
    const lesson = readLesson(cell(subject));
    const teachers = people(cell(at("teacher")));
    const half = cell(at("weeks"));
    const weeks: Weeks = /^(a|单|odd)/i.test(half) ? "A" : /^(b|双|even)/i.test(half) ? "B" : lesson.weeks;
    const many = /^\d{1,4}$/.exec(cell(at("pupils")))?.[0];
    for (const key of keys) {
      if (!reading.rooms.includes(key)) reading.rooms.push(key);
      if (Number(many) > 0) pupils.set(key, Math.max(pupils.get(key) ?? 0, Number(many)));
      reading.rows.push({
        ...lesson,
        ...rows,
        room: key,
        weeks,
        teachers: teachers.length > 0 ? teachers : lesson.teachers,
      });
    }
  }
  return reading;
}

function readItem(said: {
  day: string;
  when: string;
  end: string;
  bells: readonly Period[];
}): Problem | { day: Weekday; start: string; minutes: number } {
  const day = weekdayNamed(said.day)?.day;
  if (!day) return { code: "no-day", text: said.day };
  const period = periodNamed(said.when, said.bells);
  if (!period) return { code: "no-period", text: said.when };
  const end = readTime(said.end) ?? period.end;
  return { day, start: period.start, minutes: Math.max(5, minutesOf(end) - minutesOf(period.start)) };
}
