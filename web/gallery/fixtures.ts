// What the API would answer, typed by its document: schools, orders and lessons of a day on which it is ten to nine. Names come in four kinds: usual, longer
// than any place has room for, written from right to left, and such that markup would show.
import { Failure } from "../src/api/problem";
import type {
  ClassroomView,
  ConditionView,
  LessonView,
  LessonState,
  Me,
  OrderSummary,
  Problem,
  QuotaUsage,
} from "../src/api/schema.gen";

export const NOW = Date.parse("2026-11-30T08:50:00+08:00");
export const DAY = "2026-11-30";
export const ZONE = "Asia/Shanghai";

/** Names as institutions have them. */
export const INSTITUTIONS = ["清河第二中学", "新华小学", "滨江实验学校"];

export const LONG = "Grade seven, advanced humanities and languages with the choir of the lower school "
  .repeat(4)
  .trim();
export const LONG_ZH = "七年级人文与语言实验班（含低年级合唱团与校际交流项目）".repeat(8);
export const RTL = "مدرسة النور الثانوية للبنات – الصف السابع";
export const MARKUP = '<script>alert("7-1")</script> & 👩‍🏫🏫';
/** The names that are hard, to be mixed among usual ones. */
export const HARD = [LONG, RTL, MARKUP, LONG_ZH, "7-1"] as const;

const id = (kind: string, n: number) => `${kind}_${n.toString(16).padStart(8, "0")}-0000-7000-8000-000000000000`;

export const person: Me = {
  id: id("mem", 1),
  type: "user",
  email: "owner@school.example",
  user_name: "林老师",
  livemode: true,
  place: id("ten", 1),
  name: "清河第二中学",
  role: "owner",
  memberships: [{ id: id("mem", 1), place: id("ten", 1), name: "清河第二中学", role: "owner" }],
  permissions: ["classrooms:join", "classrooms:read", "lessons:read", "orders:read", "orders:create", "usage:read"],
  tenant: {
    id: id("ten", 1),
    name: "清河第二中学",
    time_zone: ZONE,
    currency: "CNY",
    livemode: true,
    standing: "active",
  },
};

/** Who looks after all institutions and changes nothing. */
export const support: Partial<Me> = {
  role: "platform_support",
  place: "platform",
  permissions: ["clusters:read", "receivables:read", "tenants:read"],
};

export const STARTS = ["08:00", "08:55", "10:00", "10:55", "14:00", "14:55", "19:00"] as const;
const SUBJECTS = ["语文", "数学", "英语", "物理", "体育", "美术", "历史"];
const LESSON_MINUTES = 45;

const end = (start: string) => {
  const [hours = 0, minutes = 0] = start.split(":").map(Number);
  const all = hours * 60 + minutes + LESSON_MINUTES;
  return `${String(Math.floor(all / 60)).padStart(2, "0")}:${String(all % 60).padStart(2, "0")}`;
};
const local = (day: string, clock: string) => `${day}T${clock}:00+08:00`;
const utc = (at: string) => new Date(at).toISOString();

export function lesson(room: string, start: string, state: LessonState, more: Partial<LessonView> = {}): LessonView {
  const at = STARTS.indexOf(start as never);
  const day = more.on ?? DAY;
  return {
    id: `les_${room}_${day}_${start}`,
    classroom_id: id("cls", 1),
    order_id: id("ord", 1),
    lesson: `line-${at}`,
    room,
    on: day,
    title: SUBJECTS[at] ?? "社团",
    teachers: ["陈老师"],
    starts_at: utc(local(day, start)),
    starts_at_local: local(day, start),
    ends_at: utc(local(day, end(start))),
    ends_at_local: local(day, end(start)),
    changed: false,
    ready_by: utc(local(day, start)),
    state,
    ...more,
  };
}

export function condition(type: string, status: string, reason: string, message: string): ConditionView {
  return { type, status, reason, message, params: {}, since: utc(local(DAY, "08:41")) };
}

export const notReady: ConditionView = {
  ...condition("Ready", "false", "NoNodeFree", "8-3 has no node for 08:55: region cn-beijing lacks one of 16 cores."),
  fix_by: "operator",
};

export function order(n: number, more: Partial<OrderSummary> = {}): OrderSummary {
  return {
    id: id("ord", n),
    name: `秋季学期 ${["七", "八", "九"][n % 3]}年级`,
    kind: "class",
    region: "cn-beijing",
    phase: "active",
    ready: true,
    generation: 1,
    observed_generation: 1,
    classrooms: { total: 12, ready_now: 12, wanted_now: 12 },
    conditions: [condition("Ready", "true", "RoomsAvailable", "All rooms are up.")],
    created_at: utc(local("2026-08-20", "10:00")),
    effective_from: utc(local("2026-09-01", "08:00")),
    ends_at: utc(local("2027-01-18", "18:00")),
    next_change_at: utc(local(DAY, "08:55")),
    lessons_total: 46_080,
    metadata: {},
    term: { first_day: "2026-09-01", last_day: "2027-01-18" },
    warnings: [],
    ...more,
  };
}

export function room(n: number, more: Partial<ClassroomView> = {}): ClassroomView {
  const next = lesson(`7-${n}`, "08:55", "ready");
  return {
    id: id("cls", n),
    key: `7-${n}`,
    order_id: id("ord", 1),
    order_name: "秋季学期 七年级",
    seats: 50,
    created_at: utc(local("2026-08-20", "10:00")),
    metadata: {},
    next_lesson: next,
    status: {
      wanted: true,
      available: true,
      update_pending: false,
      reason: "RoomsAvailable",
      message: "The room is up.",
    },
    ...more,
  };
}

export function quota(now: number, highest: number | undefined, limit = 100): QuotaUsage {
  const slot = (times: number) => ({
    limit: limit * times,
    now: now * times,
    ...(highest === undefined ? {} : { highest: { at: utc(local(DAY, "08:55")), used: highest * times } }),
  });
  return { rooms: slot(1), seats: slot(50), live_orders: { limit: 20, now: 3 }, rooms_per_order: { limit: 60 } };
}

export function failure(kind: Failure["kind"], status: number, problem: Partial<Problem> & { title: string }): Failure {
  const whole: Problem = {
    type: "about:blank",
    code: "internal",
    detail: "",
    instance: "/v1/orders",
    request_id: "req_01a224b8-683a-737e-956b-2d88f93d8625",
    status,
    ...problem,
  };
  return new Failure(kind, status, whole, whole.request_id, undefined);
}

export const broken = failure("broken", 500, {
  title: "Something went wrong on our side.",
  detail: "It has been recorded.",
});
export const forbidden = failure("forbidden", 403, { title: "Your role may not do this.", detail: "An owner may." });
export const offline = new Failure("offline", 0, undefined, undefined, undefined);

export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export { id, local, utc };
