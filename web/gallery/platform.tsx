// What operators and partners see: the next bell, orders of all, work that failed, clusters, institutions, partners, events.
import type { ReactNode } from "react";
import { RefundList } from "../src/features/billing/refunds/RefundList";
import { RefundTable } from "../src/features/billing/refunds/RefundTable";
import { ImageList } from "../src/features/clusters/ClusterImages";
import { ClusterList } from "../src/features/clusters/ClusterList";
import { PartnerList } from "../src/features/partners/PartnerList";
import { EventList } from "../src/features/platform/EventList";
import { JobList } from "../src/features/platform/JobList";
import { NextBell } from "../src/features/platform/NextBell";
import { PlatformOrderList } from "../src/features/platform/PlatformOrderList";
import type { ToldEvent } from "../src/features/platform/queries";
import { NewTenantForm } from "../src/features/tenants/NewTenantForm";
import { TenantList, TenantsEmpty } from "../src/features/tenants/TenantList";
import type {
  BellView,
  ClusterImage,
  ClusterImages,
  ClusterView,
  JobView,
  PlatformOrderView,
  PlatformRefund,
  TenantView,
  WorstRoom,
} from "../src/api/schema.gen";
import { asked } from "./asked";
import { condition, failure, HARD, id, local, LONG, many, notReady, NOW, support, utc } from "./fixtures";
import type { Views } from "./main";

const tenant = (n: number, more: Partial<TenantView> = {}): TenantView => ({
  id: id("ten", n),
  name: "清河第二中学",
  created_at: utc(local("2026-08-01", "10:00")),
  currency: "CNY",
  livemode: true,
  metadata: {},
  standing: "active",
  time_zone: "Asia/Shanghai",
  ...more,
});

const cluster = (n: number, more: Partial<ClusterView> = {}): ClusterView => ({
  id: id("clu", n),
  name: `bj-${n}`,
  region: "cn-beijing",
  version: "v1.36.0",
  media_url: "wss://{classroom}.rooms.example.org",
  tags: [],
  headroom_percent: 10,
  simulated: false,
  created_at: utc(local("2026-08-01", "10:00")),
  conditions: [condition("ApiReachable", "true", "Answers", "It answers.")],
  nodes: { counted: 40, sold: 36, headroom: 4, ignored: [] },
  sells_packed: false,
  cover: "no",
  thresholds: { namespaces: 10_000, services: 10_000, pods: 150_000 },
  ...more,
});

const image = (state: ClusterImage["state"], holding: number, more: Partial<ClusterImage> = {}): ClusterImage => ({
  image: `docker.io/livekit/livekit-server:${state}`,
  digest: null,
  state,
  nodes_wanted: 20,
  nodes_holding: holding,
  lacking: many(20 - holding, (n) => `node-${20 - n}`),
  road: null,
  failure: null,
  completed_at: null,
  taken_at: null,
  since: utc(local("2026-11-30", "08:00")),
  ...more,
});

const images = (items: ClusterImage[]): ClusterImages => ({
  cluster_id: id("clu", 1),
  needed_at: items.length > 0 ? utc(local("2026-11-30", "08:45")) : null,
  items,
});

const platformOrder = (n: number, name: string, school: string): PlatformOrderView => ({
  id: id("ord", n),
  name,
  tenant_id: id("ten", n),
  tenant_name: school,
  cluster_id: id("clu", 1),
  cluster_name: "bj-1",
  namespace: "hr-1",
  kind: "class",
  region: "cn-beijing",
  phase: "active",
  ready: false,
  generation: 1,
  observed_generation: 1,
  created_at: utc(local("2026-08-20", "10:00")),
  next_change_at: utc(local("2026-11-30", "08:55")),
  classrooms: { total: 60, ready_now: 59, wanted_now: 60 },
  conditions: [notReady],
});

const worst = (n: number, name: string): WorstRoom => ({
  classroom_id: id("cls", n),
  key: name,
  order_id: id("ord", n),
  order_name: name,
  tenant_id: id("ten", n),
  tenant_name: name,
  message: notReady.message,
  reason: notReady.reason,
  fix_by: "operator",
  since: notReady.since,
});
const bell = (rooms: number, bad: number): BellView => ({
  at: utc(local("2026-11-30", "08:55")),
  rooms,
  seats: rooms * 50,
  ready: rooms - bad - 41,
  warming: 41,
  not_ready: bad,
  clusters: [],
  worst: [],
});
const load = (n: number, now: number | undefined, atBell: number | undefined) => ({
  cluster: cluster(n),
  now,
  atBell,
  limit: 100,
  rooms: 2_906,
  notReady: n === 2 ? 3 : 0,
  warming: 12,
});
const loads = [load(1, 61, 74), load(2, 88, 101), load(3, undefined, undefined)];
const home = (bad: readonly string[], at: BellView | undefined) => () => (
  <NextBell
    bell={at}
    now={NOW}
    missing={bad.map((name, n) => ({ at: utc(local("2026-11-30", "08:55")), room: worst(n, name) }))}
    others={bad.slice(0, 2).map((name, n) => platformOrder(n + 50, name, name))}
    loads={loads}
  />
);

const job = (n: number, more: Partial<JobView> = {}): JobView => ({
  id: id("job", n),
  name: "send_mail",
  state: "dead",
  attempts: 12,
  created_at: utc(local("2026-11-29", "10:00")),
  run_at: utc(local("2026-11-30", "08:41")),
  last_error: "smtp: 550 mailbox unavailable",
  ...more,
});

const event = (n: number, type: ToldEvent["type"], name: string): ToldEvent => ({
  id: id("evt", n),
  type,
  at: utc(local("2026-11-30", "08:41")),
  actor: { type: "user", id: id("mem", n), name },
  subject: id("ord", n),
  tenant_id: id("ten", n),
  tenant_name: name,
  data: {} as ToldEvent["data"],
});
const events = (names: readonly string[]) => () => (
  <EventList
    events={names.map((name, n) =>
      event(n, (["order.created", "order.not_ready", "member.added", "cluster.cordoned"] as const)[n % 4]!, name),
    )}
    ofAll
    onNarrow={() => undefined}
  />
);
const partner = (n: number, name: string) => ({
  id: id("par", n),
  name,
  created_at: utc(local("2026-08-01", "10:00")),
  metadata: {},
});
const refund = (n: number, status: string, more: Partial<PlatformRefund> = {}): PlatformRefund => ({
  id: id("ref", n),
  tenant_id: id("ten", n),
  tenant_name: "清河第二中学",
  invoice_id: id("inv", n),
  number: `HR-${String(n).padStart(6, "0")}`,
  currency: "CNY",
  payment_id: id("pay", n),
  surplus_minor: 0,
  amount_minor: 120_000 + n,
  reason: "停电期间停课三天",
  status,
  failure: null,
  asked_by_you: false,
  created_at: utc(local("2026-11-28", "10:00")),
  ...more,
});
const refunds = [
  refund(1, "waiting"),
  refund(2, "waiting", { asked_by_you: true }),
  refund(3, "sending"),
  refund(4, "pending"),
  refund(5, "succeeded", { reason: "" }),
  refund(6, "failed", { failure: "lost_or_stolen_card" }),
  refund(7, "failed", { failure: "unknown" }),
  refund(8, "rejected"),
];
const hardRefunds = HARD.map((name, n) =>
  refund(n, "waiting", {
    tenant_name: name,
    reason: name,
    amount_minor: 9_007_199_254_740_991,
    asked_by_you: n % 2 > 0,
  }),
);
const usual = ["清河第二中学", "新华小学", "滨江实验学校"];

const nothing = () => undefined;
const refusedAt = (...pointers: string[]) =>
  failure("invalid", 422, {
    title: "The institution is not valid.",
    errors: pointers.map((pointer) => ({ pointer, code: "invalid", params: {}, detail: "This is not one." })),
  });
const form = (made: TenantView | undefined, error: unknown = null, sending = false) => (
  <NewTenantForm made={made} sending={sending} error={error} onSubmit={nothing} />
);

/** To who may only look. */
const read = (children: ReactNode) => asked(children, {}, [], support);

export const platformViews: Views = {
  "next-bell": {
    empty: home([], undefined),
    well: home([], bell(5_812, 0)),
    bad: home(usual, bell(5_812, 3)),
    hard: home(HARD, bell(5_812, 5)),
    read: read(home(usual, bell(5_812, 3))()),
  },
  "platform-orders": {
    usual: () => <PlatformOrderList orders={usual.map((name, n) => platformOrder(n, "秋季学期", name))} />,
    hard: () => <PlatformOrderList orders={HARD.map((name, n) => platformOrder(n, name, name))} />,
    read: read(<PlatformOrderList orders={usual.map((name, n) => platformOrder(n, "秋季学期", name))} />),
    many: () => (
      <PlatformOrderList orders={many(400, (n) => platformOrder(n, `秋季学期 ${n}`, usual[n % usual.length]!))} />
    ),
  },
  jobs: {
    usual: () => <JobList jobs={many(5, (n) => job(n))} onRun={() => undefined} />,
    hard: () => <JobList jobs={HARD.map((name, n) => job(n, { last_error: name }))} onRun={() => undefined} running />,
    queued: () => <JobList jobs={[job(1, { state: "queued", last_error: null })]} />,
    read: read(<JobList jobs={many(3, (n) => job(n))} />),
  },
  clusters: {
    states: () => (
      <ClusterList
        clusters={[
          cluster(1),
          cluster(2, { cordoned_at: utc(local("2026-11-30", "08:00")) }),
          cluster(3, {
            conditions: [condition("ApiReachable", "false", "Silent", "It has not answered since 08:41.")],
            nodes: null,
          }),
          cluster(4, { simulated: true, node_limit: 12 }),
          cluster(5, {
            conditions: [
              condition("ApiReachable", "true", "Answers", "It answers."),
              condition("RoomsReachable", "false", "RoomsNotReached", "No room that was tried answers."),
            ],
          }),
        ]}
      />
    ),
    hard: () => <ClusterList clusters={HARD.map((name, n) => cluster(n, { name, region: name }))} />,
  },
  images: {
    empty: () => <ImageList images={images([])} />,
    states: () => (
      <ImageList
        images={images([
          image("preloaded", 20),
          image("pulling", 18, { road: "daemon_set" }),
          image("waiting", 19),
          image("failing", 18, {
            road: "image_pull_job",
            failure: { reason: "node_cannot_pull", params: {}, message: "Pulling it on node-19 fails: ErrImagePull." },
          }),
          image("unknown", 0, { lacking: [] }),
        ])}
      />
    ),
    hard: () => (
      <ImageList images={images(HARD.map((name) => image("pulling", 19, { image: name, lacking: [name] })))} />
    ),
  },
  tenants: {
    empty: () => <TenantsEmpty narrowed={false} />,
    narrowed: () => <TenantsEmpty narrowed />,
    states: () => (
      <TenantList
        tenants={[
          tenant(1),
          tenant(2, { livemode: false }),
          tenant(3, { standing: "suspended", suspended_at: utc(local("2026-11-30", "08:00")), suspended_reason: LONG }),
        ]}
      />
    ),
    hard: () => <TenantList tenants={HARD.map((name, n) => tenant(n, { name, external_id: name.slice(0, 80) }))} />,
  },
  "new-tenant": {
    usual: () => form(undefined),
    sending: () => form(undefined, null, true),
    refused: () => form(undefined, refusedAt("/name", "/time_zone", "/currency", "/external_id")),
    owner: () => form(tenant(1), refusedAt("/email")),
    hard: () => form(tenant(1, { name: LONG }), refusedAt("/email")),
  },
  partners: {
    empty: () => <PartnerList partners={[]} />,
    usual: () => (
      <PartnerList
        partners={usual.map((name, n) => partner(n, name))}
        acts={{ amend: () => undefined, invite: () => undefined }}
      />
    ),
    hard: () => <PartnerList partners={HARD.map((name, n) => partner(n, name))} />,
    read: read(<PartnerList partners={usual.map((name, n) => partner(n, name))} />),
  },
  refunds: {
    states: () => <RefundList refunds={refunds} onDecide={() => undefined} />,
    waiting: () => <RefundList refunds={refunds.slice(0, 2)} sameStatus onDecide={() => undefined} />,
    read: read(<RefundList refunds={refunds.slice(0, 2)} sameStatus />),
    hard: () => <RefundList refunds={hardRefunds} sameStatus onDecide={() => undefined} />,
    invoice: () => <RefundTable refunds={refunds} currency="CNY" />,
    "invoice-hard": () => <RefundTable refunds={hardRefunds} currency="CNY" />,
  },
  events: { usual: events(usual), hard: events(HARD) },
};
