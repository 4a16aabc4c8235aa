// What the editor edits: an order's document in the shape in which a person thinks of it. Lines that repeat weekly are weekdays and weeks; all others
// (rules of other kinds, single dates) are carried as they are. `toOrder` makes the API's document of it, `fromOrder` reads one.
import type { Change, Day, Line, NewOrder, NewRoom, Term, Timetable } from "../../../api/schema.gen";
import { addDays, isDay, minutesOf, mondayOf, timeOf, WEEKDAYS, type Weekday, weekOf } from "../days/term";

/** Every week, odd weeks, even weeks. */
export type Weeks = "all" | "A" | "B";

/** A line of the timetable. Its key is what lesson ids and links hang on: it never changes. */
interface LineBase {
  key: string;
  title: string;
  /** Keys of rooms; null means all. */
  rooms: string[] | null;
  teachers: string[];
  start: string;
  minutes: number;
  expected?: number;
}

/** A rule that is no week of a grid, or single dates: shown in words and kept. */
export interface Odd {
  rrule?: string;
  dates?: string[];
  from?: string;
}

export interface WeeklyLine extends LineBase {
  when: { days: Weekday[]; weeks: Weeks };
}

export interface OddLine extends LineBase {
  when: Odd;
}

export type DraftLine = WeeklyLine | OddLine;

export interface Period {
  name: string;
  start: string;
  end: string;
}

export interface Doc {
  name: string;
  kind: string;
  region: string;
  external_id?: string;
  metadata?: Record<string, string>;
  /** Whom the institution lets pay for it: a word of its own. */
  cost_group?: string;
  rooms: NewRoom[];
  term: Term;
  time_zone: string;
  /** Rooms that are open all the time: lines, days and changes are kept and not sent. */
  always: boolean;
  lines: DraftLine[];
  /** The calendar of the institution whose days count beside these. */
  academic_calendar?: string;
  flexible?: NewOrder["flexible"];
  /** Absent: as long as the kind allows. */
  overrun_minutes?: number;
  days: Day[];
  changes: Change[];
  /** The bell schedule that the grid's rows are. */
  bells: Period[];
  /** The palette: titles of lessons that were added or painted with. */
  subjects: string[];
  /** Lessons of the order that this was copied from which are held on single dates, or by a rule of their own, and were not copied: one title each. */
  not_copied?: string[];
}

export const BELLS: Record<"middle" | "primary" | "evening", Period[]> = {
  middle: bells(["08:00", "08:55", "10:00", "10:55", "14:00", "14:55", "15:50", "16:45"], 45),
  primary: bells(["08:30", "09:20", "10:20", "11:10", "14:00", "14:50", "15:40"], 40),
  evening: bells(["17:00", "18:00", "19:00", "20:00"], 50),
};

function bells(starts: string[], minutes: number): Period[] {
  return starts.map((start, index) => ({
    name: String(index + 1),
    start,
    end: timeOf(minutesOf(start) + minutes),
  }));
}

export function emptyDoc(timeZone: string): Doc {
  return {
    name: "",
    kind: "class",
    region: "",
    rooms: [],
    term: { first_day: "", last_day: "" },
    time_zone: timeZone,
    always: false,
    lines: [],
    days: [],
    changes: [],
    bells: BELLS.middle,
    subjects: [],
  };
}

/** Nothing was put in yet. The region may have been: where there is only one, it is filled in. */
export function isEmpty({ name, rooms, lines, term, always }: Doc): boolean {
  return !name && !always && rooms.length + lines.length === 0 && !term.first_day && !term.last_day;
}

export function isWeekly(line: DraftLine): line is WeeklyLine {
  return "days" in line.when;
}

/** Which weekdays and weeks a line of the API has, if it repeats weekly over the whole term. */
export function weeklyOf(line: Line, term: Term): WeeklyLine["when"] | undefined {
  const rule = /^FREQ=WEEKLY(;[A-Z=0-9,;]*)?$/.exec(line.rrule?.toUpperCase().replace(/^RRULE:/, "") ?? "");
  if (!rule || !isDay(term.first_day)) return undefined;
  const parts = new Map(
    (rule[1] ?? "")
      .split(";")
      .filter(Boolean)
      .map((part) => part.split("=") as [string, string]),
  );
  const days = (parts.get("BYDAY") ?? "").split(",");
  const interval = parts.get("INTERVAL") ?? "1";
  const known = [...parts.keys()].every(
    (name) => name === "BYDAY" || name === "INTERVAL" || (name === "WKST" && parts.get(name) === "MO"),
  );
  if (!known || !days.every((day) => (WEEKDAYS as readonly string[]).includes(day))) return undefined;
  const week = line.from ? weekOf(line.from, term) : 1;
  const weekdays = WEEKDAYS.filter((day) => days.includes(day));
  const whole = !line.from || line.from <= term.first_day || line.from === mondayOf(line.from);
  if (interval === "1" && week <= 1 && whole) return { days: weekdays, weeks: "all" };
  if (interval === "2" && (week === 1 || week === 2) && whole) {
    return { days: weekdays, weeks: week === 1 ? "A" : "B" };
  }
  return undefined;
}

function fromLine(line: Line, term: Term): DraftLine {
  const weekly = weeklyOf(line, term);
  const odd: Odd = {
    ...(line.rrule ? { rrule: line.rrule } : {}),
    ...(line.dates ? { dates: line.dates } : {}),
    ...(line.from ? { from: line.from } : {}),
  };
  const bare = {
    key: line.key,
    title: line.title ?? "",
    rooms: line.rooms ?? null,
    teachers: line.teachers ?? [],
    start: line.start,
    minutes: line.duration_minutes,
    ...(line.expected === null || line.expected === undefined ? {} : { expected: line.expected }),
  };
  return weekly ? { ...bare, when: weekly } : { ...bare, when: odd };
}

export function toLine(line: DraftLine, term: Term): Line {
  return {
    key: line.key,
    ...(line.title ? { title: line.title } : {}),
    ...(line.rooms ? { rooms: line.rooms } : {}),
    ...(line.teachers.length > 0 ? { teachers: line.teachers } : {}),
    start: line.start,
    duration_minutes: line.minutes,
    ...(line.expected === undefined ? {} : { expected: line.expected }),
    ...(isWeekly(line) ? ruleOf(line.when, term) : line.when),
  };
}

function ruleOf(when: WeeklyLine["when"], term: Term): Pick<Line, "rrule" | "from"> {
  const rrule = `FREQ=WEEKLY${when.weeks === "all" ? "" : ";INTERVAL=2"};BYDAY=${when.days.join(",")}`;
  if (when.weeks !== "B" || !isDay(term.first_day)) return { rrule };
  return { rrule, from: addDays(mondayOf(term.first_day), 7) };
}

export type OrderFields = Pick<NewOrder, "name" | "kind" | "region" | "rooms" | "term" | "timetable"> &
  Partial<Pick<NewOrder, "external_id" | "metadata" | "cost_group" | "flexible" | "overrun_minutes">>;

/** Reads an order of the API. `known` gives what the API does not keep: the bell schedule and the palette. */
export function fromOrder(order: OrderFields, known?: Pick<Doc, "bells" | "subjects">): Doc {
  const { timetable } = order;
  const lines = (timetable.lessons ?? []).map((line) => fromLine(line, order.term));
  return {
    name: order.name,
    kind: order.kind,
    region: order.region,
    ...(order.external_id ? { external_id: order.external_id } : {}),
    ...(order.metadata && Object.keys(order.metadata).length > 0 ? { metadata: order.metadata } : {}),
    ...(order.cost_group ? { cost_group: order.cost_group } : {}),
    rooms: order.rooms.map(bareRoom),
    term: order.term,
    time_zone: timetable.time_zone,
    always: timetable.availability === "always",
    lines,
    ...(timetable.academic_calendar ? { academic_calendar: timetable.academic_calendar } : {}),
    ...(order.flexible ? { flexible: order.flexible } : {}),
    ...(typeof order.overrun_minutes === "number" ? { overrun_minutes: order.overrun_minutes } : {}),
    days: timetable.days ?? [],
    changes: timetable.changes ?? [],
    bells: known?.bells ?? bellsOf(lines),
    subjects: known?.subjects ?? [],
  };
}

function bareRoom(room: NewRoom): NewRoom {
  return {
    key: room.key,
    seats: room.seats,
    ...(room.name ? { name: room.name } : {}),
    ...(room.external_id ? { external_id: room.external_id } : {}),
    ...(room.metadata && Object.keys(room.metadata).length > 0 ? { metadata: room.metadata } : {}),
  };
}

/** The body for `POST /v1/orders` and `POST /v1/quotes`. Blanks at the ends of names are those of somebody who is still typing. */
export function toOrder(doc: Doc): NewOrder {
  return {
    name: doc.name.trim(),
    kind: doc.kind,
    region: doc.region,
    ...(doc.external_id ? { external_id: doc.external_id } : {}),
    ...(doc.metadata ? { metadata: doc.metadata } : {}),
    ...(doc.cost_group?.trim() ? { cost_group: doc.cost_group.trim() } : {}),
    rooms: doc.rooms.map((room) => bareRoom({ ...room, ...(room.name ? { name: room.name.trim() } : {}) })),
    term: doc.term,
    timetable: toTimetable(doc),
    ...(doc.flexible ? { flexible: doc.flexible } : {}),
    ...(doc.overrun_minutes === undefined ? {} : { overrun_minutes: doc.overrun_minutes }),
  } as NewOrder;
}

function toTimetable(doc: Doc): Timetable {
  if (doc.always) return { time_zone: doc.time_zone, availability: "always" } as Timetable;
  return {
    time_zone: doc.time_zone,
    lessons: doc.lines.map((line) => toLine(line, doc.term)),
    ...(doc.academic_calendar ? { academic_calendar: doc.academic_calendar } : {}),
    ...(doc.days.length > 0 ? { days: doc.days } : {}),
    ...(doc.changes.length > 0 ? { changes: doc.changes } : {}),
  } as Timetable;
}

/** What a change of the API (an alternative's) makes of the document: the fields that it has replace the whole field. */
export function withChange(doc: Doc, change: Partial<OrderFields>): Doc {
  return { ...doc, ...fromOrder({ ...toOrder(doc), ...change }, doc) };
}

/** The times of which most lessons are, as a bell schedule: of orders that were made elsewhere. */
export function bellsOf(lines: readonly DraftLine[]): Period[] {
  const ends = new Map<string, Map<number, number>>();
  for (const line of lines.filter(isWeekly)) {
    const minutes = ends.get(line.start) ?? new Map<number, number>();
    minutes.set(line.minutes, (minutes.get(line.minutes) ?? 0) + line.when.days.length * (line.rooms?.length ?? 100));
    ends.set(line.start, minutes);
  }
  const found = [...ends].map(([start, minutes]) => {
    const [length, lessons] = [...minutes].sort((a, b) => b[1] - a[1])[0] ?? [45, 0];
    return { start, length, lessons };
  });
  const most = Math.max(0, ...found.map((one) => one.lessons));
  const kept: typeof found = [];
  for (const one of found.filter((each) => each.lessons * 20 >= most).sort((a, b) => b.lessons - a.lessons)) {
    const free = kept.every((k) => {
      const [from, to] = [minutesOf(one.start), minutesOf(one.start) + one.length];
      return to <= minutesOf(k.start) || from >= minutesOf(k.start) + k.length;
    });
    if (free) kept.push(one);
  }
  if (kept.length === 0) return BELLS.middle;
  return kept
    .sort((a, b) => (a.start < b.start ? -1 : 1))
    .map(({ start, length }, index) => ({
      name: String(index + 1),
      start,
      end: timeOf(minutesOf(start) + length),
    }));
}

/** Titles in the palette: those added by hand, then all that the lines have. */
export function subjectsOf(doc: Pick<Doc, "lines" | "subjects">): string[] {
  return [...new Set([...doc.subjects, ...doc.lines.map((line) => line.title)])].filter(Boolean);
}

let counted = 0;
/** A key for a line that is new: unlikely to be made in another tab too. */
export function newLineKey(): string {
  counted += 1;
  return `l-${crypto.randomUUID().slice(0, 8)}${counted.toString(36)}`;
}
