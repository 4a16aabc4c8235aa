// What whoever may only look is shown of what others may do: each page's actions, disabled, and once who may.
import type { AcademicCalendar, Me, TenantStandingDetail, TenantView } from "../src/api/schema.gen";
import { AcademicCalendars } from "../src/features/academic_calendars/AcademicCalendars";
import { DeniedLinks } from "../src/features/links/Links";
import { RoomList } from "../src/features/classrooms/RoomList";
import { CarryNews } from "../src/features/lessons/changing/CarryNews";
import { OpenLesson } from "../src/features/lessons/OpenLesson";
import type { Lesson } from "../src/features/lessons/types";
import { sayMayNot } from "../src/features/me/may-not";
import { OrderActs } from "../src/features/orders/OrderFrame";
import { Reserved } from "../src/features/orders/Reserved";
import { TenantClusters } from "../src/features/pins/TenantClusters";
import { TenantStanding } from "../src/features/standing/TenantStanding";
import { TodayPage } from "../src/features/today/TodayPage";
import { useLanguage } from "../src/ui/language";
import { Page } from "../src/ui/page";
import { asked } from "./asked";
import { id, lesson, local, LONG, order, person, support, utc, ZONE } from "./fixtures";
import type { Views } from "./main";
import { rooms } from "./orders";
import { today } from "./today";

const viewer: Partial<Me> = {
  role: "viewer",
  permissions: ["classrooms:read", "events:read", "lessons:read", "lessons:subscribe", "orders:read", "usage:read"],
};
const nothing = () => undefined;

/** Years from now, whenever this is looked at; and one that runs. */
const coming: Lesson = { ...lesson("7-1", "10:00", "scheduled", { on: "2031-03-03" }), id: id("les", 1) };
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const live: Lesson = { ...lesson("7-1", "08:00", "live"), id: id("les", 2), starts_at: at(-10), ends_at: at(30) };
const sheetOf = (of: Lesson) =>
  asked(<OpenLesson id={of.id} to="" onClose={nothing} />, { [`/v1/lessons/${of.id}`]: of }, [], viewer);

const acts = (name: string, more: Parameters<typeof order>[1] = {}) => {
  const whole = { ...order(1, { name, ...more }), rooms: [], timetable: { time_zone: ZONE, lessons: [] } };
  return asked(
    <Page title={name} acts={<OrderActs versioned={{ data: whole, etag: '"1"' }} />}>
      <Reserved order={whole} />
    </Page>,
    {},
    [],
    viewer,
  );
};

const calendar = (n: number, name: string): AcademicCalendar => ({
  id: id("acd", n),
  name,
  bells: [],
  created_at: utc(local("2026-08-20", "10:00")),
  days: [],
  orders: n,
  terms: [],
  updated_at: utc(local("2026-08-20", "10:00")),
});
const calendars = (names: readonly string[]) => {
  const items = names.map((name, n) => calendar(n, name));
  const each = Object.fromEntries(items.map((one) => [`/v1/academic-calendars/${one.id}`, one]));
  return asked(<AcademicCalendars />, { "/v1/academic-calendars": { items }, ...each }, [], viewer);
};

function Tried() {
  const sentence = sayMayNot(["owner", "admin"], useLanguage());
  return <CarryNews of={{ news: sentence, isDenied: true }} />;
}

const school: TenantView = {
  ...person.tenant!,
  created_at: utc(local("2026-08-01", "10:00")),
  metadata: {},
};
const of = (part: string) => `/v1/tenants/${school.id}/${part}`;
const stands: TenantStandingDetail = { standing: "cancelled", changes: [], purge: { at: at(9_000), waits_for: [] } };

export const viewerViews: Views = {
  viewer: {
    today: asked(<TodayPage />, today, [], viewer),
    lesson: sheetOf(coming),
    "lesson-live": sheetOf(live),
    "lesson-hard": sheetOf({ ...coming, title: LONG, room: LONG.slice(0, 60), teachers: [LONG] }),
    carry: () => <Tried />,
    order: acts("秋季学期 七年级"),
    "order-hard": acts(LONG),
    "order-over": acts("秋季学期 七年级", { phase: "released" }),
    "order-reserved": acts("秋季学期 七年级", {
      phase: "reserved",
      reserved_until: utc(local("2026-12-09", "18:00")),
    }),
    links: asked(<DeniedLinks />, {}, [], viewer),
    rooms: asked(<RoomList label="rooms" rooms={rooms} />, {}, [], viewer),
    calendar: calendars(["2026/27"]),
    "calendar-empty": calendars([]),
    "calendar-hard": calendars(["2026/27", LONG]),
  },
  support: {
    standing: asked(<TenantStanding tenant={school} />, { [of("standing")]: stands }, [], support),
    clusters: asked(
      <TenantClusters tenant={school} />,
      { [of("clusters")]: { only: [], never: [], orders_elsewhere: 0, tags: {} } },
      [],
      support,
    ),
  },
};
