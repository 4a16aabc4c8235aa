// What was promised of rooms: at risk, kept by week, and broken.
import type { Breach, PromiseView, PromiseWeek } from "../src/api/schema.gen";
import { BreachList } from "../src/features/breaches/Breaches";
import { Ledger } from "../src/features/promises/Ledger";
import { PromiseList } from "../src/features/promises/PromiseList";
import { asked } from "./asked";
import { DAY, HARD, id, INSTITUTIONS, local, many, utc } from "./fixtures";
import type { Views } from "./main";

const at = (clock: string) => utc(local(DAY, clock));

const promise = (n: number, name: string, more: Partial<PromiseView> = {}): PromiseView => ({
  order_id: id("ord", n),
  order_name: name,
  tenant_id: id("ten", n),
  tenant_name: name,
  cluster_id: id("clu", n),
  cluster_name: `bj-${n}`,
  region: "cn-beijing",
  bell_at: at("08:55"),
  minutes_to_bell: 5,
  until: at("18:00"),
  since: at("08:41"),
  rooms: 12,
  resource: "node_share",
  short_by: 3_000_000_000,
  cause: {
    reason: "NodesLost",
    params: {},
    message: "bj-1 has 37 of the 40 nodes that are booked: three were lost at 08:41.",
  },
  ...more,
});

const lost = [
  { reason: "NodeLost", title: "A node was lost", lessons: 7 },
  { reason: "ImagePullFailing", title: "Its software could not be loaded", lessons: 2 },
];
const kept = (n: number, more: Partial<PromiseWeek> = {}): PromiseWeek => ({
  week: `2026-${String(9 + Math.floor(n / 4)).padStart(2, "0")}-${String(7 + 7 * (n % 4) - (n % 4 === 3 ? 1 : 0)).padStart(2, "0")}`,
  lessons: 2_304,
  in_time: 2_304,
  late: 0,
  broken: 0,
  unknown: 0,
  ready_before: { under_1_minute: 0, under_2_minutes: 12, under_5_minutes: 2_200, longer: 92 },
  causes: [],
  ...more,
});

const breach = (n: number, more: Partial<Breach> = {}): Breach =>
  ({
    id: id("brc", n),
    found: "broken",
    title: "数学",
    message: "8-3 was ready at 09:02 for the lesson of 08:55: its node was lost at 08:41.",
    credited_minor: 1_250,
    currency: "CNY",
    ...more,
  }) as Breach;

export const promisesViews: Views = {
  "promises-at-risk": {
    usual: asked(<PromiseList promises={INSTITUTIONS.map((name, n) => promise(n, name))} />, {}),
    begun: asked(<PromiseList promises={[promise(1, INSTITUTIONS[0]!, { minutes_to_bell: -12 })]} />, {}),
    hard: asked(
      <PromiseList
        promises={HARD.map((name, n) =>
          promise(n, name, { cause: { reason: "NodesLost", params: {}, message: name } }),
        )}
      />,
      {},
    ),
  },
  "promises-kept": {
    usual: () => <Ledger weeks={many(12, (n) => kept(n))} />,
    broken: () => (
      <Ledger weeks={many(3, (n) => kept(n, n === 1 ? { broken: 2, late: 7, unknown: 3, causes: lost } : {}))} />
    ),
    "by-cluster": () => (
      <Ledger
        weeks={many(6, (n) => kept(Math.floor(n / 3), { cluster_id: id("clu", n), cluster_name: `bj-${n % 3}` }))}
        byCluster
      />
    ),
    hard: () => (
      <Ledger
        weeks={HARD.map((name, n) =>
          kept(n, { cluster_id: id("clu", n), cluster_name: name, lessons: 9_007_199_254_740 }),
        )}
        byCluster
      />
    ),
  },
  breaches: {
    states: () => (
      <BreachList
        items={[
          breach(1),
          breach(2, { found: "late", credited_minor: 0 }),
          breach(3, { found: "unknown", credited_minor: 0 }),
          breach(4, { credited_minor: 0 }),
        ]}
      />
    ),
    hard: () => <BreachList items={HARD.map((name, n) => breach(n, { title: name, message: name }))} />,
  },
};
