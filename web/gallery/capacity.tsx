// How much is booked of the clusters, and how it turned out: heat, the node plan, what if, planned against real.
import type {
  AccuracyWeek,
  BookingView,
  ClusterCapacityView,
  ClusterNodePlan,
  PoolCapacityView,
  RegionSurvival,
  WhatIfAnswer,
} from "../src/api/schema.gen";
import { Accuracy } from "../src/features/capacity/Accuracy";
import { Bookings } from "../src/features/capacity/CellOpened";
import { type By, columnsFrom } from "../src/features/capacity/cells";
import { clusterRow, poolRow, type HeatRow } from "../src/features/capacity/heat-rows";
import { HeatTable, Legend } from "../src/features/capacity/HeatTable";
import { PlanTable } from "../src/features/capacity/NodePlanPage";
import type { Scarce } from "../src/features/capacity/units";
import { Survival } from "../src/features/capacity/Survival";
import { WhatIfAnswered } from "../src/features/capacity/WhatIfAnswered";
import { asking } from "./asked";
import { DAY, HARD, id, INSTITUTIONS, local, many, NOW, utc } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const at = (clock: string, day = DAY) => utc(local(day, clock));
const NODE = 1_000_000_000;

const week = (n: number, more: Partial<AccuracyWeek> = {}): AccuracyWeek => ({
  week: `2026-11-${String(2 + 7 * (n % 4)).padStart(2, "0")}`,
  cluster_id: id("clu", n),
  cluster_name: `bj-${1 + (n % 3)}`,
  lessons: 46_080,
  in_time: 46_071,
  late: 7,
  broken: 2,
  unknown: 0,
  lessons_expecting: 46_080,
  expected: 2_304_000,
  seen: 2_101_334,
  minutes_counted: 10_080,
  node_minutes_planned: 403_200,
  node_minutes_usable: 420_000,
  node_minutes_used: 361_900,
  nodes_planned_most: 40,
  nodes_used_most: 38,
  ready_seconds_before: 214,
  ...more,
});
const accuracy = asking(<Accuracy />, "/v1/capacity/accuracy");
const bare = {
  lessons: 0,
  in_time: 0,
  late: 0,
  broken: 0,
  expected: 0,
  seen: 0,
  minutes_counted: 0,
  ready_seconds_before: null,
};

const columns = (by: By) => columnsFrom(DAY, by);
const SHARES = [4, 18, 33, 52, 68, 81, 96, 100, 104];
const full = (n: number, of: number, limit: number | null) =>
  columns("hour").map(({ from }, hour) => ({
    at: from.toISOString(),
    booked: (40 * NODE * (SHARES[(hour + n) % SHARES.length]! * of)) / 100,
    limit,
  }));
const booked = (n: number, of: number, more: Partial<ClusterCapacityView> = {}): ClusterCapacityView => {
  const limit = more.limit === undefined ? 40 * NODE : more.limit;
  const fullest = full(n, of, limit);
  const limits = limit == null ? [] : [{ from: at("00:00"), limit }];
  return { cluster_id: id("clu", n), name: `bj-${n}`, region: "cn-beijing", limits, steps: [], fullest, ...more };
};
const storage = (n: number): PoolCapacityView => ({
  pool_id: id("spl", n),
  name: `nas-${n}`,
  cluster_id: id("clu", 1),
  cluster_name: "bj-1",
  region: "cn-beijing",
  limit: 3_400,
  steps: [],
  fullest: full(n, 0.9, 3_400).map((slot) => ({ ...slot, booked: Math.round((slot.booked / (40 * NODE)) * 3_400) })),
});
const heatOf = (rows: readonly HeatRow[], by: By, resource: Scarce, nodes?: readonly ClusterNodePlan[]) => {
  const of = columns(by);
  return () => (
    <>
      <HeatTable
        rows={rows}
        columns={of}
        by={by}
        resource={resource}
        now={NOW}
        chosen={{ cluster: rows[0]?.id ?? "", at: of[2]!.from.toISOString() }}
        onChoose={nothing}
        plan={nodes}
      />
      <Legend resource={resource} />
    </>
  );
};
const heat = (clusters: readonly ClusterCapacityView[], by: By = "hour", resource: Scarce = "node_share") =>
  heatOf(
    clusters.map((cluster) => clusterRow(columns(by), cluster)),
    by,
    resource,
  );

const madeOf = { at: at("08:55"), resource: "node_share" as const };
const booking = (n: number, name: string): BookingView => ({
  order_id: id("ord", n),
  order_name: name,
  tenant_id: id("ten", n),
  tenant_name: name,
  rooms: 60,
  booked: 3 * NODE,
});
const bookings = asking(<Bookings cluster={id("clu", 1)} {...madeOf} />, `/v1/clusters/${id("clu", 1)}/bookings`);
const opened = (names: readonly string[], orders = names.length, limit: number | null = 40 * NODE) =>
  bookings.of({
    ...madeOf,
    cluster_id: id("clu", 1),
    booked: 41 * NODE,
    orders,
    limit,
    items: names.map((name, n) => booking(n, name)),
  });

const days = columns("day").map(({ from }) => from);
const plan = (n: number, more: Partial<ClusterNodePlan> = {}): ClusterNodePlan => ({
  cluster_id: id("clu", n),
  name: `bj-${n}`,
  region: "cn-beijing",
  nodes_usable: 40,
  node_minutes: 120_960,
  node_minutes_all_on: 403_200,
  simulated: false,
  days: days.map((from, day) => ({
    from: from.toISOString(),
    nodes: [38, 40, 12, 43, 22, 0, 0][day]!,
    missing: n === 2 && day === 3 ? 3 : 0,
    node_minutes: 17_280,
  })),
  ...(n === 2 ? { short: { nodes: 3, by: at("08:30", "2026-12-03") } } : {}),
  ...more,
});

const short = (resource: Scarce, needed: number, limit: number) => ({
  resource,
  needed,
  limit,
  first_at: at("08:55"),
  worst_at: at("10:00"),
});
const region = (name: string, more: Partial<WhatIfAnswer["regions"][number]> = {}) => ({
  region: name,
  fits: true,
  nodes_sold: 120,
  nodes_to_add: 0,
  short: [],
  counted_short: [],
  clusters_to_add: 0,
  simulated: false,
  storage_to_add: { bandwidth_mbit: 0, space_mib: 0 },
  ...more,
});
const lacks = {
  fits: false,
  first_short_at: at("08:55"),
  short: [short("cpu_milli", 9_600_000, 7_680_000), short("node_share", 150 * NODE, 120 * NODE)],
};
const survival = (name: string, more: Partial<RegionSurvival> = {}): RegionSurvival => ({
  region: name,
  simulated: false,
  survives: true,
  cluster_id: id("clu", 1),
  name: "bj-1",
  peak_at: at("08:50"),
  short: [],
  nodes_to_add: 0,
  ...more,
});
const hardest = { survives: false, first_short_at: lacks.first_short_at, short: lacks.short };
const planned = [plan(1), plan(2)];
const answer = (more: Partial<WhatIfAnswer> = {}): WhatIfAnswer => ({
  fits: true,
  from: at("00:00"),
  to: at("00:00", "2026-12-28"),
  regions: [region("cn-beijing"), region("cn-shanghai")],
  clusters: [],
  pools: [],
  ...more,
});
const overfull = (n: number, name: string) => ({
  cluster_id: id("clu", n),
  name,
  region: "cn-beijing",
  first_short_at: at("08:55"),
  short: lacks.short,
});
const overfullPool = (n: number, name: string) => ({
  pool_id: id("spl", n),
  cluster_id: id("clu", 1),
  name,
  region: "cn-beijing",
  first_short_at: at("08:55"),
  short: [short("storage_bandwidth_mbit", 4_000, 3_400), short("storage_space_mib", 2_048_000, 1_024_000)],
});
const known = [{ id: id("clu", 1), name: "bj-1" }];
const whatIf = (given: WhatIfAnswer) => () => <WhatIfAnswered answer={given} clusters={known} />;

export const capacityViews: Views = {
  accuracy: {
    loading: accuracy.loading,
    broken: accuracy.broken,
    empty: accuracy.of({ items: [] }),
    usual: accuracy.of({ items: many(12, (n) => week(n)) }),
    bare: accuracy.of({ items: [week(1, bare), week(2, { cluster_name: null })] }),
    hard: accuracy.of({
      items: HARD.map((name, n) => week(n, { cluster_name: name.slice(0, 200), seen: 9_007_199_254_740 })),
    }),
  },
  heat: {
    usual: heat([booked(1, 0.7), booked(2, 0.9), booked(3, 0.1)]),
    over: heat([booked(1, 1), booked(2, 1.3)]),
    "no-limit": heat([booked(1, 1, { limit: null }), booked(2, 1, { limit: 0 })]),
    days: heat([booked(1, 0.9)], "day", "cpu_milli"),
    outage: heatOf(
      [
        clusterRow(columns("hour"), {
          ...booked(1, 0.9),
          limits: [
            { from: at("00:00"), limit: 40 * NODE },
            { from: at("12:00"), limit: 20 * NODE },
          ],
          fullest: full(1, 0.5, 40 * NODE).map((slot, hour) => (hour < 12 ? slot : { ...slot, limit: 20 * NODE })),
        }),
      ],
      "hour",
      "node_share",
      [plan(1, { short: { nodes: 3, by: at("08:30", "2026-12-03") } })],
    ),
    pools: heatOf(
      many(4, (n) => poolRow(columns("hour"), storage(n))),
      "hour",
      "storage_bandwidth_mbit",
    ),
    hard: heat(HARD.map((name, n) => booked(n, 0.8, { name: name.slice(0, 63) }))),
  },
  bookings: {
    loading: bookings.loading,
    broken: bookings.broken,
    usual: opened(INSTITUTIONS),
    rest: opened(INSTITUTIONS, 240),
    "no-limit": opened(INSTITUTIONS, 3, null),
    hard: opened(HARD),
  },
  "node-plan": {
    usual: () => <PlanTable items={[plan(1), plan(2), plan(3, { simulated: true })]} days={days} />,
    hard: () => <PlanTable items={HARD.map((name, n) => plan(n, { name: name.slice(0, 63) }))} days={days} />,
  },
  survival: {
    usual: () => (
      <Survival
        clusters={planned}
        regions={[
          survival("cn-beijing", { ...hardest, nodes_to_add: 12, on: id("clu", 2), like: id("clu", 2) }),
          survival("cn-hangzhou"),
          survival("cn-shanghai", { ...hardest, nodes_to_add: 90, like: id("clu", 1) }),
          survival("sim-1", { ...hardest, nodes_to_add: null, simulated: true }),
        ]}
      />
    ),
    hard: () => (
      <Survival
        clusters={planned}
        regions={HARD.map((name) =>
          survival(name.slice(0, 63), {
            ...hardest,
            name: name.slice(0, 63),
            nodes_to_add: 1_234_567,
            like: id("clu", 1),
          }),
        )}
      />
    ),
  },
  "what-if": {
    fits: whatIf(answer()),
    short: whatIf(
      answer({
        fits: false,
        regions: [
          region("cn-beijing", { ...lacks, nodes_to_add: 30, like: id("clu", 1) }),
          region("cn-shanghai"),
          region("sim-1", { ...lacks, nodes_to_add: null, simulated: true }),
        ],
        clusters: [overfull(1, "bj-1")],
      }),
    ),
    objects: whatIf(
      answer({
        fits: false,
        regions: [
          region("cn-beijing", {
            fits: false,
            first_short_at: at("08:55"),
            counted_short: [
              { counted: "namespaces", first_at: at("08:55"), worst_at: at("08:55"), needed: 30_000, limit: 19_980 },
            ],
            clusters_to_add: 2,
          }),
        ],
      }),
    ),
    "to-move": whatIf(answer({ fits: false, clusters: [overfull(1, "bj-1"), overfull(2, "bj-2")] })),
    storage: whatIf(
      answer({
        fits: false,
        regions: [region("cn-beijing", { ...lacks, storage_to_add: { bandwidth_mbit: 1_200, space_mib: 2_048_000 } })],
        pools: [overfullPool(1, "nas-a"), overfullPool(2, "nas-b")],
      }),
    ),
    hard: whatIf(
      answer({
        fits: false,
        pools: HARD.map((name, n) => overfullPool(n, name.slice(0, 63))),
        regions: HARD.map((name) =>
          region(name.slice(0, 63), { ...lacks, nodes_to_add: 1_234_567, like: id("clu", 1) }),
        ),
        clusters: HARD.map((name, n) => overfull(n, name.slice(0, 63))),
      }),
    ),
  },
};
