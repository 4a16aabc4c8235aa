// Orders that stories look at: a school's term from today on, placed over the API by its owner.
import { Caller, type School } from "./api";
import { REGION, ZONE } from "./place";

export interface Line {
  key: string;
  title: string;
  rooms?: string[];
  teachers?: string[];
  rrule?: string;
  dates?: string[];
  start: string;
  duration_minutes?: number;
}

interface Asked {
  name?: string;
  region?: string;
  kind?: string;
  rooms?: { key: string; seats?: number; name?: string }[];
  lines: Line[];
  /** The academic calendar that it follows. */
  calendar?: string;
  /** Until when it waits for a purchase order. */
  until?: string;
}

const DAY_MS = 86_400_000;
const TERM_DAYS = 60;
const SLOT_MS = 300_000;
/** Its rooms are to be up already. */
const NEAR_MS = 180_000;

function dayAt(at: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(at);
}

function clockAt(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The date at the school, so many days from now. */
export function day(offset = 0): string {
  return dayAt(Date.now() + offset * DAY_MS);
}

/** The slot of five minutes that runs at the school now, as `HH:MM`. */
export function clock(): string {
  return clockAt(Math.floor(Date.now() / SLOT_MS) * SLOT_MS);
}

/** The next bell that is some minutes away, or further. */
export function nextBell(awayMs = NEAR_MS): { dates: string[]; start: string; at: Date } {
  const at = Math.ceil((Date.now() + awayMs) / SLOT_MS) * SLOT_MS;
  return { dates: [dayAt(at)], start: clockAt(at), at: new Date(at) };
}

export async function placeOrder(school: School, asked: Asked): Promise<{ id: string }> {
  const owner = await Caller.signIn(school.owner);
  const lines = asked.lines.map((line) => ({ duration_minutes: 45, ...line }));
  return owner.send("POST", "/v1/orders", {
    body: {
      name: asked.name ?? "Autumn, grade 7",
      kind: asked.kind ?? "class",
      region: asked.region ?? REGION,
      ...(asked.until ? { reserved_until: asked.until } : {}),
      term: { first_day: day(), last_day: day(TERM_DAYS) },
      rooms: (asked.rooms ?? [{ key: "7-1" }, { key: "7-2" }]).map((room) => ({ seats: 50, ...room })),
      timetable: { time_zone: ZONE, lessons: lines, ...(asked.calendar ? { academic_calendar: asked.calendar } : {}) },
    },
  });
}

/** Two periods from Monday to Friday, with a teacher each. */
export const TWO_PERIODS: Line[] = [
  { key: "chinese", title: "语文", teachers: ["林老师"], rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", start: "08:00" },
  { key: "maths", title: "数学", teachers: ["陈老师"], rrule: "FREQ=WEEKLY;BYDAY=MO,WE,FR", start: "08:55" },
];
