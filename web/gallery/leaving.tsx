// An institution that leaves, from both sides: its plan's end and its own data on its settings; how it stands, what is removed when, and where its orders may
// be on the platform's page of it.
import type {
  ClusterView,
  PlanSubscription,
  PurgeWait,
  TenantClusters as Pins,
  TenantPurge,
  TenantStandingDetail,
  TenantView,
} from "../src/api/schema.gen";
import { TenantClusters } from "../src/features/pins/TenantClusters";
import { Ending } from "../src/features/prices/Ending";
import { Export } from "../src/features/prices/Export";
import { ExemptSheet } from "../src/features/standing/ExemptSheet";
import { GrantSheet } from "../src/features/standing/GrantSheet";
import { HoldPurgeSheet } from "../src/features/standing/HoldPurgeSheet";
import { TenantStanding } from "../src/features/standing/TenantStanding";
import { asked, asking, NEVER, Pressed } from "./asked";
import { broken, failure, HARD, id, local, LONG, person, utc } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const at = (day: string, clock = "10:00") => utc(local(day, clock));
const tenant: TenantView = {
  id: id("ten", 1),
  name: "清河第二中学",
  created_at: at("2026-08-01"),
  currency: "CNY",
  livemode: true,
  metadata: {},
  standing: "cancelled",
  time_zone: "Asia/Shanghai",
};
const path = (part: string) => `/v1/tenants/${tenant.id}/${part}`;
const SETTLE = ["invoices:settle", "receivables:read", "plans:manage"] as const;

const standing = (more: Partial<TenantStandingDetail> = {}): TenantStandingDetail => ({
  standing: "active",
  changes: [],
  ...more,
});
const changed = (step: string, day: string, cause: object = {}) => ({
  step,
  at: at(day),
  cause: cause as Record<string, never>,
});
const purge = (more: Partial<TenantPurge> = {}): TenantPurge => ({ at: at("2026-12-30"), waits_for: [], ...more });
const left = (of: TenantPurge, more: Partial<TenantStandingDetail> = {}) =>
  standing({
    standing: "cancelled",
    cancelled_at: at("2026-11-30"),
    purge: of,
    changes: [
      changed("schedule_purge", "2026-11-30"),
      changed("end", "2026-11-30", { reason: "Moves to the district's own service" }),
      changed("become_past_due", "2026-10-15", { invoices: ["HR-000041", "HR-000042"] }),
      changed("begin_trial", "2026-08-01"),
      changed("a_step_of_tomorrow", "2026-08-01"),
    ],
    ...more,
  });
const WAITS: PurgeWait[] = ["paid_orders", "invoicing", "collecting", "refunding", "dispute", "orders"];
const seller = {
  [path("seller")]: { is_chosen: false, name: "北京课室科技有限公司" },
  "/v1/platform/legal-entities": { items: [] },
};
const stands = (given: unknown, may: Parameters<typeof asked>[2] = SETTLE) =>
  asked(<TenantStanding tenant={tenant} />, { ...seller, [path("standing")]: given }, may);

const of = (name: string): PlanSubscription => ({
  current: {
    name,
    number: 3,
    plan: id("pln", 1),
    plan_version: id("plv", 1),
    from_day: "2026-09-01",
    document: {} as NonNullable<PlanSubscription["current"]>["document"],
  },
});
const BILLING = ["billing:manage", "data:export"] as const;
const gone = { tenant: { ...person.tenant!, standing: "cancelled" as const, purge_at: at("2026-12-30") } };
const running = failure("conflict", 409, {
  title: "Orders go on after this month",
  code: "orders_go_on",
  detail: "End the three that have lessons in December, or cancel the plan for a later month.",
});
const pressed = (plan: PlanSubscription, answers: Record<string, unknown>) =>
  asked(
    <Pressed>
      <Ending subscription={plan} />
    </Pressed>,
    answers,
    BILLING,
  );

const pins = asking(<TenantClusters tenant={tenant} />, path("clusters"));
const cluster = (n: number, name: string) => ({ id: id("clu", n), name }) as ClusterView;
const some = (names: readonly string[], elsewhere = 0): Pins => ({
  only: names.slice(0, 2).map((name, n) => ({ id: id("clu", n), name })),
  never: names.slice(2).map((name, n) => ({ id: id("clu", n + 2), name })),
  orders_elsewhere: elsewhere,
  tags: elsewhere > 0 ? { all: ["campus-east"], none: ["gpu"] } : {},
});
const choosing = (names: readonly string[]) =>
  asked(
    <Pressed>
      <TenantClusters tenant={{ ...tenant, name: names[0]! }} />
    </Pressed>,
    {
      [path("clusters")]: some(names, 3),
      "/v1/clusters": { items: names.map((name, n) => cluster(n, name)), next_cursor: null },
    },
    ["clusters:manage", "clusters:read"],
  );

export const leavingViews: Views = {
  standing: {
    loading: stands(NEVER),
    broken: stands(broken),
    empty: stands(standing()),
    trial: stands(standing({ standing: "trialing", trial_ends_at: at("2026-12-15") })),
    "past-due": stands(
      standing({
        standing: "past_due",
        past_due_since: at("2026-11-20"),
        suspends_at: at("2026-12-04"),
        cancels_at: at("2027-01-20"),
      }),
    ),
    exempt: stands(standing({ exempt_reason: LONG })),
    read: stands(left(purge()), []),
  },
  purge: {
    planned: stands(left(purge())),
    told: stands(left(purge({ told_at: at("2026-12-23") }))),
    held: stands(left(purge({ hold: "The court asked for its records." }))),
    waits: stands(left(purge({ waits_for: WAITS }))),
    begun: stands(left(purge({ began_at: at("2026-12-30", "02:00") }))),
    done: stands(
      left(purge({ began_at: at("2026-12-30", "02:00"), done_at: at("2026-12-30", "02:04") }), { standing: "purged" }),
    ),
    hard: stands(left(purge({ hold: LONG }), { exempt_reason: HARD[1] })),
    hold: asked(<HoldPurgeSheet tenant={tenant} hold onClose={nothing} />, {}, SETTLE),
    release: asked(
      <HoldPurgeSheet tenant={{ ...tenant, name: LONG.slice(0, 200) }} hold={false} onClose={nothing} />,
      {},
      SETTLE,
    ),
    exempt: asked(<ExemptSheet tenant={tenant} exempt onClose={nothing} />, {}, SETTLE),
    grant: asked(<GrantSheet tenant={tenant} onClose={nothing} />, {}, SETTLE),
  },
  ending: {
    usual: asked(<Ending subscription={of("校园方案")} />, {}, BILLING),
    read: asked(<Ending subscription={of("校园方案")} />, {}),
    asks: pressed(of("校园方案"), {}),
    hard: pressed(of(LONG.slice(0, 200)), {}),
    ends: asked(<Ending subscription={{ ...of("校园方案"), ends_on: "2026-12-31" }} />, {}, BILLING),
    refused: pressed(
      { ...of("校园方案"), ends_on: "2026-12-31" },
      { "/v1/subscription/keep": running, "/v1/subscription/cancel": running },
    ),
    ended: asked(<Ending subscription={of("校园方案")} />, {}, BILLING, gone),
    "ended-read": asked(<Ending subscription={of("校园方案")} />, {}, [], gone),
  },
  export: {
    usual: asked(<Export />, {}, BILLING),
    read: asked(<Export />, {}),
    loading: asked(
      <Pressed>
        <Export />
      </Pressed>,
      { "/v1/export": NEVER },
      BILLING,
    ),
    broken: asked(
      <Pressed>
        <Export />
      </Pressed>,
      { "/v1/export": broken },
      BILLING,
    ),
  },
  pins: {
    loading: pins.loading,
    broken: pins.broken,
    empty: pins.of(some([])),
    usual: pins.of(some(["bj-1", "bj-2", "sh-1"])),
    elsewhere: pins.of(some(["bj-1"], 3)),
    hard: pins.of(
      some(
        HARD.map((name) => name.slice(0, 63)),
        1_204,
      ),
    ),
    choose: choosing(["bj-1", "bj-2", "sh-1"]),
    "choose-hard": choosing(HARD.map((name) => name.slice(0, 63))),
  },
};
