// Orders, classrooms, what needs somebody, and use.
import type { Bell } from "../src/features/bells/bell";
import { RoomList } from "../src/features/classrooms/RoomList";
import { OrderList } from "../src/features/orders/OrderList";
import { Ordered } from "../src/features/orders/Placed";
import { Needs } from "../src/features/today/Needs";
import { Chart } from "../src/features/usage/Chart";
import { Peaks } from "../src/features/usage/Peaks";
import { Quota } from "../src/features/usage/Quota";
import { condition, DAY, HARD, id, lesson, local, many, notReady, order, quota, room, utc } from "./fixtures";
import type { Views } from "./main";

const standings = [
  order(1),
  order(2, { ready: false, conditions: [notReady], classrooms: { total: 60, ready_now: 59, wanted_now: 60 } }),
  order(3, {
    phase: "provisioning",
    ready: false,
    conditions: [condition("Ready", "false", "RoomsStarting", "12 rooms are starting.")],
  }),
  order(4, {
    conditions: [condition("Ready", "unknown", "ClusterSilent", "The cluster has not answered since 08:41.")],
  }),
  order(5, { phase: "suspended" }),
  order(6, { phase: "terminating", cancelled_at: utc(local("2026-11-30", "08:00")) }),
  order(7, { phase: "released" }),
  order(8, {
    phase: "scheduled",
    conditions: [condition("Ready", "true", "NotYetDue", "Rooms are made on 1 September.")],
  }),
];
const hard = HARD.map((name, n) => order(20 + n, { name }));

export const rooms = [
  room(1),
  room(2, { live_lesson: lesson("7-2", "08:00", "live") }),
  room(3, {
    status: {
      wanted: true,
      available: false,
      update_pending: false,
      reason: "NoNodeFree",
      message: notReady.message,
      fix_by: "operator",
    },
  }),
  room(4, { status: { wanted: false, available: null, update_pending: false } }),
  room(5, {
    live_lesson: lesson("7-5", "08:00", "live"),
    closing: {
      at: utc(local("2026-11-30", "08:55")),
      reason: "QuotaUsed",
      params: {},
      message: "People are inside, and the room closes: the institution's quota is used up by other lessons.",
    },
  }),
];
const hardRooms = HARD.map((name, n) => room(20 + n, { key: name, name, order_name: name }));

const steps = many(20, (n) => {
  const at = (days: number) => `2026-12-${String(1 + days).padStart(2, "0")}`;
  const rooms = [0, 12, 24, 12, 0, 60, 60, 12][n % 8]!;
  return {
    at: utc(local(at(n), "00:00")),
    at_local: local(at(n), "00:00"),
    until: utc(local(at(n + 1), "00:00")),
    rooms,
    seats: rooms * 50,
  };
});
const calendar = (limit: number, items = steps) => ({
  items,
  limits: { rooms: limit, seats: limit * 50 },
  peaks: [],
  time_zone: "Asia/Shanghai",
});
const chart =
  (limit: number, items = steps) =>
  () => (
    <Chart
      calendar={calendar(limit, items)}
      limit="rooms"
      from={Date.parse(local("2026-12-01", "00:00"))}
      to={Date.parse(local("2026-12-21", "00:00"))}
      ends={["2026-12-01", "2026-12-20"]}
    />
  );
const peak = (names: readonly string[]) => ({
  at: utc(local("2026-12-06", "08:55")),
  at_local: local("2026-12-06", "08:55"),
  booked: 60,
  limit: "rooms" as const,
  orders: names.map((name, n) => ({ name, order_id: id("ord", n), rooms: 12, seats: 600 })),
});

const bell = (counts: Bell["counts"]): Bell => {
  const at = Date.parse(local(DAY, "08:55"));
  return { at, until: at + 2_700_000, time: "08:55", rooms: Object.values(counts).reduce((a, b) => a + b, 0), counts };
};

export const orderViews: Views = {
  orders: {
    states: () => <OrderList orders={standings} />,
    hard: () => <OrderList orders={hard} />,
    many: () => <OrderList orders={many(200, (n) => order(n))} />,
  },
  ordered: {
    usual: () => <Ordered first={lesson("7-1", "08:00", "scheduled")} />,
    none: () => <Ordered first={undefined} />,
  },
  needs: {
    empty: () => <Needs orders={[]} />,
    usual: () => <Needs orders={standings.slice(1, 2)} />,
    ready: () => <Needs orders={[]} bell={bell({ ready: 60 })} />,
    live: () => <Needs orders={[]} bell={bell({ live: 1 })} />,
    missed: () => <Needs orders={standings.slice(1, 2)} bell={bell({ ready: 58, warming: 1, missed: 1 })} />,
    named: () => <Needs orders={[]} bell={bell({ ready: 59, missed: 1 })} missed={["8-3"]} />,
    scheduled: () => <Needs orders={[]} bell={bell({ scheduled: 60 })} />,
    hard: () => <Needs orders={hard.map((one) => ({ ...one, conditions: [notReady] }))} />,
  },
  rooms: {
    states: () => <RoomList label="rooms" rooms={rooms} />,
    hard: () => <RoomList label="rooms" rooms={hardRooms} />,
    many: () => <RoomList label="rooms" rooms={many(200, (n) => room(n))} inOrder />,
  },
  quota: {
    empty: () => <Quota quota={quota(0, undefined)} />,
    usual: () => <Quota quota={quota(60, 92)} />,
    full: () => <Quota quota={quota(100, 100)} />,
    large: () => <Quota quota={quota(5_812, 12_345, 100_000)} />,
  },
  usage: {
    empty: chart(100, []),
    usual: chart(100),
    over: chart(50),
  },
  peaks: {
    usual: () => <Peaks peaks={[peak(["秋季学期 七年级", "秋季学期 八年级"])]} />,
    hard: () => <Peaks peaks={[peak(HARD)]} />,
  },
};
