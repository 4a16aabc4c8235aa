// The school that is pictured: a day in the middle of its second lesson, whatever the clock says, with one room that is not ready and one that is starting;
// drafts in every state, and links to a room that is not open yet.
import { Caller, person, type Person, platform } from "../support/api";
import { placedYesterday, roomIsClosed, roomIsClosing, roomsAreUp, usageRan } from "../support/database";
import { pictured } from "../support/drafts";
import { owedInvoice, paidInvoice } from "../support/invoices";
import { makePlan, prices, putOn } from "../support/plans";
import { day } from "../support/orders";
import { REGION, ZONE } from "../support/place";
import type { Ids } from "./pages";

const DAY_MIN = 24 * 60;
const SUBJECTS = ["语文", "数学", "英语", "物理", "历史", "体育", "美术"];
/** Bells as a school has them, in minutes of its day. The second one has rung a quarter of an hour ago. */
const BELLS = [480, 535, 600, 655, 840, 895, 1140];
const RUNG_MIN = 15;
/** Longer than the pictures take. */
const PICTURED_MIN = 120;

function bellsToday(): string[] {
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "short" })
    .format(Date.now())
    .split(":")
    .map(Number);
  const moved = Math.floor((hours * 60 + minutes - RUNG_MIN - BELLS[1]!) / 5) * 5;
  const two = (number: number) => String(number).padStart(2, "0");
  return BELLS.map((bell) => bell + moved)
    .filter((bell) => bell >= 0 && bell + 45 < DAY_MIN)
    .map((bell) => `${two(Math.floor(bell / 60))}:${two(bell % 60)}`);
}

/** A holiday of a week and the Saturday that makes up for one of its days. */
async function calendar(owner: Caller): Promise<string> {
  const days = [
    { from: day(30), to: day(36), off: true },
    { date: day(39), runs_as: day(33) },
  ];
  const { id } = await owner.send("POST", "/v1/academic-calendars", { body: { name: "2026–2027 学年", days } });
  return id;
}

async function term(owner: Caller): Promise<Pick<Ids, "order" | "closing">> {
  const rooms = Array.from({ length: 12 }, (_, index) => ({ key: `7-${index + 1}`, seats: 50 }));
  const lessons = bellsToday().flatMap((start, bell) =>
    rooms.map(({ key }, room) => {
      const title = SUBJECTS[(bell * 2 + room) % SUBJECTS.length]!;
      return {
        key: `line-${bell}-${room}`,
        title,
        teachers: [`${title}老师`],
        rooms: [key],
        rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        start,
        duration_minutes: 45,
      };
    }),
  );
  const body = {
    name: "秋季学期 七年级",
    kind: "class",
    region: REGION,
    rooms,
    term: { first_day: day(), last_day: day(120) },
    timetable: { time_zone: ZONE, lessons, academic_calendar: await calendar(owner) },
  };
  const { id } = await owner.send("POST", "/v1/orders", { body });
  placedYesterday(id);
  roomsAreUp(id, ["7-5"]);
  const { items } = await owner.send("GET", `/v1/classrooms?order_id=${id}&limit=200`);
  const closing = items.find(({ key }: { key: string }) => key === "7-9").id as string;
  roomIsClosing(closing, PICTURED_MIN);
  return { order: id, closing };
}

/** A room without a lesson today, and the ways to its door. */
async function door(owner: Caller): Promise<Pick<Ids, "room" | "link" | "locked">> {
  const body = {
    name: "公开课",
    kind: "class",
    region: REGION,
    rooms: [{ key: "阶梯教室", name: "报告厅二层", seats: 100 }],
    term: { first_day: day(1), last_day: day(30) },
    timetable: {
      time_zone: ZONE,
      lessons: [{ key: "open", title: "公开课", dates: [day(1)], start: "14:00", duration_minutes: 45 }],
    },
  };
  const { id } = await owner.send("POST", "/v1/orders", { body });
  const { items } = await owner.send("GET", `/v1/classrooms?order_id=${id}`);
  const room = items[0].id as string;
  roomIsClosed(room, 600);
  const link = async (more: object) => {
    const made = await owner.send("POST", `/v1/classrooms/${room}/links`, {
      body: { role: "pupil", valid: "term", ...more },
    });
    const url = new URL(made.address);
    return url.pathname + url.hash;
  };
  return { room, link: await link({}), locked: await link({ passcode: "three birds" }) };
}

/** Two plans, of which the school is on one; the other has steps. */
async function plans(operator: Caller, tenant: string): Promise<string> {
  await putOn(operator, tenant, await makePlan(operator, "校园方案", "99000", "4.5", { minimum_minor: 50_000 }));
  const tiers = [
    { up_to: 1_000, unit_amount_minor: "500" },
    { up_to: 10_000, unit_amount_minor: "450", flat_amount_minor: 10_000 },
    { up_to: null, unit_amount_minor: "399.5" },
  ];
  const steps = {
    key: "steps",
    title: "Hours that ran",
    meter: "room_hours",
    model: "graduated",
    tiers,
    included: 100,
  };
  const fields = { prices: [...prices("199000", "3"), steps], trial_days: 30 };
  return (await makePlan(operator, "学区方案", "199000", "3", fields)).id;
}

/** An invoice that two transfers paid. Of one a little went back; for the rest two people of the platform have asked for more than either may alone. */
async function refunded(operator: Caller, tenant: string): Promise<string> {
  const { id } = await paidInvoice(operator, tenant, [300_000, 500_000]);
  const who = person("operator");
  await operator.send("POST", "/v1/members", { body: { ...who, role: "platform_admin" } });
  const other = await Caller.signIn(who);
  const ask = (by: Caller, amount_minor: number, reason: string) =>
    by.send("POST", `/v1/invoices/${id}/refunds`, { body: { amount_minor, reason } });
  await ask(operator, 12_050, "两节课未上");
  await ask(operator, 150_000, "停电期间全校停课三天，相应课时费用按合同第七条退还");
  await ask(other, 200_000, "The school was closed for a week");
  const { id: rejected } = await ask(other, 110_000, "重复付款");
  await other.send("POST", `/v1/refunds/${rejected}/reject`);
  return id;
}

/** One that is good until next year, and one that was taken back. */
async function credits(operator: Caller, tenant: string): Promise<void> {
  const grant = (amount_minor: number, reason: string, expires_on?: string) => {
    const body = { tenant_id: tenant, amount_minor, currency: "CNY", reason, ...(expires_on ? { expires_on } : {}) };
    return operator.send("POST", "/v1/platform/credits", { body });
  };
  await grant(12_000, "两节课未上", day(400));
  const { id } = await grant(5_000, "Two lessons did not take place in the week of the national examinations");
  await operator.send("POST", `/v1/platform/credits/${id}/revoke`, { body: { reason: "重复发放" } });
}

export async function picturedSchool(owner: Person, tenant: string): Promise<Ids> {
  const [caller, operator] = [await Caller.signIn(owner), await platform()];
  const plan = await plans(operator, tenant);
  const { order, closing } = await term(caller);
  usageRan(
    order,
    Array.from({ length: 12 }, (_, room) => 900 + room * 200),
  );
  const { items } = await operator.send("GET", "/v1/clusters");
  await credits(operator, tenant);
  return {
    order,
    closing,
    plan,
    invoice: await refunded(operator, tenant),
    owed: owedInvoice(tenant, 123_456).id,
    tenant,
    cluster: items[0].id as string,
    ...(await pictured(owner, order)),
    ...(await door(caller)),
  };
}
