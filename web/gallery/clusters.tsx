// A cluster's page in its newer parts: node groups, storage pools, what is planned, a new room image, moves, and a failover that is only looked at.
import type {
  CapacityChangeView,
  ClusterView,
  FailoverOrder,
  FailoverView,
  UnmetBellView,
  ImageRoll as Roll,
  MoveView,
  NodeGroupView,
  StoragePoolView,
} from "../src/api/schema.gen";
import { ClusterChanges } from "../src/features/clusters/ClusterChanges";
import { ClusterGroups } from "../src/features/clusters/ClusterGroups";
import { ClusterPools } from "../src/features/clusters/ClusterPools";
import { ImageRoll } from "../src/features/images/ImageRoll";
import { NewRollSheet } from "../src/features/images/NewRollSheet";
import { RollVerbSheet } from "../src/features/images/RollVerbSheet";
import { Abandon } from "../src/features/moves/Abandon";
import { Failover } from "../src/features/moves/Failover";
import { MoveList } from "../src/features/moves/MoveList";
import { asked, asking, NEVER, Pressed } from "./asked";
import { broken, condition, failure, HARD, id, local, LONG, many, support, utc } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const MANAGE = ["clusters:manage"] as const;
const at = (clock: string, day = "2026-11-30") => utc(local(day, clock));

export const cluster: ClusterView = {
  id: id("clu", 1),
  name: "bj-1",
  region: "cn-beijing",
  version: "v1.36.0",
  media_url: "wss://{classroom}.rooms.example.org",
  tags: ["campus-east", "gpu"],
  headroom_percent: 10,
  thresholds: { namespaces: 10_000, services: 10_000, pods: 150_000, pods_per_node: null },
  simulated: false,
  sells_packed: false,
  cover: "no",
  created_at: at("10:00", "2026-08-01"),
  conditions: [condition("ApiReachable", "true", "Answers", "It answers.")],
  nodes: { counted: 40, sold: 36, headroom: 4, ignored: [] },
};
const path = (part: string) => `/v1/clusters/${cluster.id}/${part}`;
const page = (items: readonly unknown[]) => ({ items, next_cursor: null });

const measure = (peak: number, sold: number) => ({ booked: peak, peak, peak_at: at("08:55"), sold, whole: sold });
export const pool = (n: number, more: Partial<StoragePoolView> = {}): StoragePoolView => ({
  id: id("pool", n),
  cluster_id: cluster.id,
  name: `recordings-${n}`,
  storage_class: "ceph-rbd",
  bandwidth: measure(1_240, 4_000),
  space: measure(812_000, 2_048_000),
  claims_grow: true,
  retention_days: 30,
  open: true,
  orders: 12,
  kept: 3,
  created_at: at("10:00", "2026-09-01"),
  ...more,
});
const pools = asking(<ClusterPools cluster={cluster} />, path("storage-pools"), MANAGE);
const usualPools = [
  pool(1),
  pool(2, { open: false, orders: 0, kept: 0, bandwidth: measure(0, 500), space: measure(0, 1) }),
  pool(3, { bandwidth: measure(4_000, 4_000), space: measure(2_048_001, 2_048_000), orders: 1_204 }),
];

const group = (n: number, more: Partial<NodeGroupView> = {}): NodeGroupView => ({
  id: id("ngr", n),
  cluster_id: cluster.id,
  name: `rooms-${n}`,
  namespace: "machines",
  api_version: "cluster.x-k8s.io/v1beta1",
  kind: "MachineDeployment",
  node_label: "pool",
  boot_minutes: 6,
  gives_back: true,
  min: 0,
  max: 40,
  wanted: 12,
  asked: 12,
  ready: 12,
  created_at: at("10:00", "2026-09-01"),
  ...more,
});
const groups = asking(<ClusterGroups cluster={cluster} />, path("node-groups"), MANAGE);
const troubles = ["not_found", "not_allowed", "refused", "silent", "nodes_not_coming"] as const;
const usualGroups = [
  group(1),
  group(2, { wanted: 20, asked: 20, ready: 14 }),
  group(3, { wanted: 4, asked: 9, ready: 9, leaving: 5 }),
  group(4, { wanted: null, asked: null, ready: null }),
  ...troubles.map((trouble, n) => group(5 + n, { trouble })),
];

const change = (n: number, more: Partial<CapacityChangeView> = {}): CapacityChangeView => ({
  id: id("chg", n),
  cluster_id: cluster.id,
  nodes: -4,
  from: at("08:00", "2026-12-05"),
  until: at("18:00", "2026-12-06"),
  has_begun: false,
  note: "Rack 7",
  created_at: at("08:00"),
  ...more,
});
const changes = asking(<ClusterChanges cluster={cluster} />, path("capacity-changes"), MANAGE);
const usualChanges = [
  change(1),
  change(2, { nodes: 12, until: null, note: "十二台新机" }),
  change(3, { has_begun: true }),
];

const roll = (more: Partial<Roll> = {}): Roll => ({
  id: id("roll", 1),
  image: "docker.io/livekit/livekit-server:v1.9.4",
  from_image: "docker.io/livekit/livekit-server:v1.9.3",
  state: "rolling",
  first_orders: 3,
  stop_after: 2,
  orders: { good: 41, bad: 0, waiting: 12, left: 1_140 },
  rooms: { ready: 2_406, missing: 0, others_ready: 31_200, others_missing: 4 },
  created_at: at("07:30"),
  ...more,
});
const stopped = roll({
  state: "stopped",
  stopped_at: at("08:55"),
  orders: { good: 2, bad: 1, waiting: 0, left: 1_190 },
  rooms: { ready: 118, missing: 2, others_ready: 31_200, others_missing: 4 },
  cause: { reason: "RoomsMissing", params: {}, message: "Two rooms that start from it were not ready for their bell." },
});
const rolls = asking(<ImageRoll />, "/v1/images/rolls", MANAGE);

const move = (n: number, more: Partial<MoveView> = {}): MoveView => ({
  id: id("mov", n),
  order_id: id("ord", n),
  order_name: "秋季学期 七年级",
  tenant_id: id("ten", n),
  tenant_name: "清河第二中学",
  from: { id: id("clu", 1), name: "bj-1" },
  to: { id: id("clu", 2), name: "bj-2" },
  cause: "drain",
  state: "preparing",
  created_at: at("08:12"),
  ...more,
});
const waits = { reason: "LessonRuns", params: {}, message: "A lesson runs until 09:40: it goes on there after it." };
const moves = [
  move(1),
  move(2, { blocked: waits, cause: "by_hand" }),
  move(3, { state: "switched", cause: "failover" }),
  move(4, { state: "done", from: { id: id("clu", 9), name: null } }),
  move(5, { state: "cancelled", withdrawn: { ...waits, reason: "Removed", message: "bj-2 was removed." } }),
];

const affected = (n: number, more: Partial<FailoverOrder> = {}): FailoverOrder => ({
  order_id: id("ord", n),
  order_name: "秋季学期 七年级",
  tenant_id: id("ten", n),
  tenant_name: "清河第二中学",
  lesson_starts_at: at("08:55"),
  rooms: 60,
  rooms_staying: 0,
  rooms_left: 0,
  short: [],
  unmet: [],
  to: { id: id("clu", 2), name: "bj-2" },
  verdict: "moves",
  ...more,
});
const unmet = (more: Partial<UnmetBellView> = {}): UnmetBellView => ({
  starts_at: at("08:55"),
  ends_at: at("09:40"),
  verdict: "late",
  ready_by: at("09:01"),
  rooms: 60,
  classrooms: [],
  cause: {
    reason: "RoomsComeUpLate",
    params: {},
    message: "Its cluster is lost. Its rooms come up elsewhere, which takes 10 minutes: by 09:01.",
  },
  ...more,
});
const none = { reason: "NoRoom", params: {}, message: "16 cores are missing at 08:55." };
const seen = (orders: readonly FailoverOrder[], more = false): FailoverView => ({
  cluster_id: cluster.id,
  dry_run: true,
  more,
  recalled: 2,
  rooms_untried: 60,
  orders: [...orders],
  rooms: { total: 180, placed: 60, short: 60, staying: 60 },
  lessons: { late: 0, missed: 0 },
});
const nothingTakes = unmet({
  verdict: "missed",
  ready_by: null,
  cause: {
    reason: "NoPlaceElsewhere",
    params: {},
    message: "Its cluster is lost, and none of the others takes it. Tried: 2.",
  },
});
const lateFailover: FailoverView = {
  ...seen([
    affected(1, { unmet: [unmet()] }),
    affected(2, { unmet: [unmet({ ends_at: at("09:00"), verdict: "missed" })] }),
    affected(3, {
      verdict: "no_place",
      to: null,
      short: [none],
      unmet: [nothingTakes, { ...nothingTakes, starts_at: at("09:55"), ends_at: at("10:40") }],
    }),
    affected(4),
  ]),
  lessons: { late: 60, missed: 180 },
};
const usualFailover = seen([
  affected(1),
  affected(2, { verdict: "stays", to: null, rooms_staying: 60, stays_until: at("09:40") }),
  affected(5, { rooms_staying: 20, stays_until: at("09:40") }),
  affected(6, { rooms_left: 12, short: [{ ...none, cluster_id: id("clu", 2), cluster_name: "bj-2" }] }),
  affected(3, {
    verdict: "no_place",
    to: null,
    short: [
      { ...none, cluster_id: id("clu", 2), cluster_name: "bj-2" },
      { ...none, cluster_id: id("clu", 3), cluster_name: "bj-3" },
    ],
  }),
  affected(4, { verdict: "skipped", to: null, short: [{ ...none, message: "It is about to end." }] }),
]);
const failover = (given: unknown, lost = true) =>
  asked(
    <Pressed>
      <Failover cluster={cluster} lost={lost} />
    </Pressed>,
    { [path("failover")]: given },
    MANAGE,
  );
const answers = failure("conflict", 409, {
  title: "The cluster answers",
  code: "cluster_answers",
  detail: "A failover is for one that does not; drain it.",
});

export const clusterViews: Views = {
  pools: {
    loading: pools.loading,
    broken: pools.broken,
    empty: pools.of(page([])),
    usual: pools.of(page(usualPools)),
    read: asked(<ClusterPools cluster={cluster} />, { [path("storage-pools")]: page(usualPools) }, [], support),
    hard: pools.of(page(HARD.map((name, n) => pool(n, { name: name.slice(0, 63), storage_class: name })))),
  },
  "node-groups": {
    loading: groups.loading,
    broken: groups.broken,
    empty: groups.of(page([])),
    states: groups.of(page(usualGroups)),
    read: asked(<ClusterGroups cluster={cluster} />, { [path("node-groups")]: page(usualGroups) }, [], support),
    hard: groups.of(page(HARD.map((name, n) => group(n, { name: name.slice(0, 63) })))),
  },
  changes: {
    loading: changes.loading,
    broken: changes.broken,
    empty: changes.of(page([])),
    usual: changes.of(page(usualChanges)),
    read: asked(<ClusterChanges cluster={cluster} />, { [path("capacity-changes")]: page(usualChanges) }, [], support),
    hard: changes.of(page(HARD.map((note, n) => change(n, { note })))),
  },
  "image-roll": {
    loading: rolls.loading,
    broken: rolls.broken,
    empty: rolls.of(page([])),
    rolling: rolls.of(page([roll()])),
    stopped: rolls.of(page([stopped])),
    done: rolls.of(
      page([roll({ state: "done", ended_at: at("09:40"), orders: { good: 1_193, bad: 0, waiting: 0, left: 0 } })]),
    ),
    "taken-back": rolls.of(page([roll({ state: "taken_back", ended_at: at("09:40") })])),
    read: asked(<ImageRoll />, { "/v1/images/rolls": page([stopped]) }, [], support),
    hard: rolls.of(
      page([roll({ ...stopped, image: `docker.io/${"x".repeat(245)}`, cause: { ...stopped.cause!, message: LONG } })]),
    ),
    begin: asked(<NewRollSheet onClose={nothing} />, {}, MANAGE),
    stop: asked(<RollVerbSheet roll={roll()} verb="stop" onClose={nothing} />, {}, MANAGE),
    resume: asked(<RollVerbSheet roll={stopped} verb="resume" onClose={nothing} />, {}, MANAGE),
    "take-back": asked(<RollVerbSheet roll={stopped} verb="take-back" onClose={nothing} />, {}, MANAGE),
  },
  moves: {
    states: asked(<MoveList moves={moves} />, {}, MANAGE),
    read: asked(<MoveList moves={moves.slice(0, 2)} />, {}, [], support),
    hard: asked(
      <MoveList
        moves={HARD.map((name, n) =>
          move(n, { order_name: name, tenant_name: name, blocked: { ...waits, message: name } }),
        )}
      />,
      {},
      MANAGE,
    ),
  },
  failover: {
    asks: asked(<Failover cluster={cluster} lost />, {}, MANAGE),
    rehearsal: failover(usualFailover, false),
    loading: failover(NEVER),
    broken: failover(broken),
    refused: failover(answers),
    empty: failover(seen([])),
    usual: failover(usualFailover),
    late: failover(lateFailover),
    hard: failover(
      seen(
        HARD.map((name, n) => affected(n, { order_name: name, tenant_name: name })),
        true,
      ),
    ),
    many: failover(
      seen(
        many(60, (n) => affected(n)),
        true,
      ),
    ),
    abandon: asked(
      <Pressed>
        <Abandon cluster={cluster} />
      </Pressed>,
      {},
      MANAGE,
    ),
  },
};
