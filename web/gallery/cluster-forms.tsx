// What is changed of a cluster: its bounds, node groups and storage pools, works that are paused, orders that are brought to it; the tags that it bears, and storage
// pools where it is asked what would be if.
import type { ClusterView, Lane, Rebalance as Rebalanced, RebalancedOrder } from "../src/api/schema.gen";
import { PoolFields } from "../src/features/capacity/WhatIfPools";
import { FurtherGrowths } from "../src/features/capacity/WhatIfRooms";
import { AmendClusterSheet } from "../src/features/clusters/AmendClusterSheet";
import { ClusterLanes } from "../src/features/clusters/ClusterLanes";
import { ClusterList } from "../src/features/clusters/ClusterList";
import { ClusterNodes } from "../src/features/clusters/ClusterNodes";
import { LanePauseSheet } from "../src/features/clusters/LanePauseSheet";
import { NewGroupSheet } from "../src/features/clusters/NewGroupSheet";
import { NewPoolSheet } from "../src/features/clusters/NewPoolSheet";
import { Rebalance } from "../src/features/moves/Rebalance";
import { asked, asking, NEVER, Pressed } from "./asked";
import { cluster, pool } from "./clusters";
import { broken, failure, HARD, id, local, many, support, utc } from "./fixtures";
import type { Views } from "./main";

const nothing = () => undefined;
const MANAGE = ["clusters:manage"] as const;
const SENDS = "button[type=submit]";
const at = (clock: string, day = "2026-11-30") => utc(local(day, clock));
const path = (part: string) => `/v1/clusters/${cluster.id}/${part}`;
const none = { items: [], next_cursor: null };

/** A form that is refused at some of its fields. */
const refused = (errors: Record<string, string>) =>
  failure("invalid", 422, {
    title: "The request is not valid.",
    code: "invalid",
    detail: "Some fields are wrong.",
    errors: Object.entries(errors).map(([pointer, detail]) => ({ pointer, code: "wrong", params: {}, detail })),
  });

const bounded: ClusterView = {
  ...cluster,
  sells_packed: true,
  cover: "enforced",
  thresholds: { namespaces: 900, services: 900, pods: 12_000, pods_per_node: 110 },
  interfaces: {
    resource: "example.com/eni",
    isolation: "security_group",
    annotation: { key: "example.com/security-groups", value: "sg-1" },
  },
};
const amends = (of: ClusterView) => <AmendClusterSheet read={{ data: of, etag: '"1"' }} onClose={nothing} />;
const nodesOf = (of: ClusterView) =>
  asked(<ClusterNodes cluster={of} />, {
    [path("node-groups")]: none,
    [path("storage-pools")]: none,
    [path("capacity-changes")]: none,
  });

const LANES = [
  "openings",
  "repairs",
  "deletions",
  "preload",
  "node_groups",
  "image_rolls",
  "drains",
  "recordings",
] as const;
const lanes = (pauses: Partial<Record<Lane["lane"], string>>, everywhere = false) => ({
  items: LANES.map((lane) => ({
    lane,
    pauses:
      pauses[lane] === undefined
        ? []
        : [
            {
              ...(everywhere ? {} : { cluster_id: cluster.id, cluster_name: cluster.name }),
              why: pauses[lane],
              since: at("08:00"),
              until: at("12:00"),
            },
          ],
  })),
});
const works = asking(<ClusterLanes cluster={cluster} />, "/v1/lanes", MANAGE);
const upgrade = { repairs: "Kubernetes is brought to 1.37", deletions: "A backup is being made" };

const order = (n: number, more: Partial<RebalancedOrder> = {}): RebalancedOrder => ({
  order_id: id("ord", n),
  order_name: "春季学期 七年级",
  tenant_id: id("ten", n),
  tenant_name: "清河第二中学",
  from: { id: id("clu", 2), name: "bj-2" },
  verdict: "moves",
  ...more,
});
const full = { verdict: "stays", reason: "Fuller", message: "bj-1 would be fuller than bj-2." } as const;
const rebalanced = (orders: readonly RebalancedOrder[], more: Partial<Rebalanced> = {}): Rebalanced => ({
  cluster_id: cluster.id,
  dry_run: true,
  orders: [...orders],
  moved: orders.filter((one) => one.verdict === "moves").length,
  next: null,
  ...more,
});
const rebalance = (given: unknown) =>
  asked(
    <Pressed>
      <Rebalance cluster={cluster} />
    </Pressed>,
    { [path("rebalance")]: given },
    MANAGE,
  );
const usualOrders = [order(1), order(2, full), order(3)];

const pools = [pool(1), pool(2, { name: "nas-b" })];
const right = () => undefined;

export const clusterFormViews: Views = {
  "cluster-change": {
    usual: asked(amends(cluster), {}, MANAGE),
    bounded: asked(amends(bounded), {}, MANAGE),
    refused: asked(
      <Pressed button={SENDS}>{amends(bounded)}</Pressed>,
      {
        [`/v1/clusters/${cluster.id}`]: refused({
          "/thresholds/pods": "Between 1 and 150,000.",
          "/interfaces/annotation/key": "A security group needs an annotation.",
          "/tags": "A tag has 1 to 32 lower-case letters, digits and dashes.",
        }),
      },
      MANAGE,
    ),
    "in-use": asked(
      <Pressed button={SENDS}>{amends(cluster)}</Pressed>,
      { [`/v1/clusters/${cluster.id}`]: refused({ "/interfaces": "Rooms are booked that have one." }) },
      MANAGE,
    ),
  },
  "cluster-bounds": {
    usual: nodesOf(cluster),
    bounded: nodesOf(bounded),
    "none-kept-free": nodesOf({ ...bounded, nodes: { counted: 40, sold: 40, headroom: 0, ignored: [] } }),
    hard: nodesOf({
      ...bounded,
      interfaces: { resource: `example.com/${"x".repeat(63)}`, isolation: "network_policy" },
    }),
  },
  "cluster-tags": {
    usual: () => <ClusterList clusters={[cluster, { ...cluster, id: id("clu", 2), name: "bj-2", tags: [] }]} />,
    many: () => <ClusterList clusters={[{ ...cluster, tags: many(20, (n) => `${"t".repeat(29)}-${n}`) }]} />,
  },
  "paused-works": {
    loading: works.loading,
    broken: works.broken,
    empty: works.of(lanes({})),
    here: works.of(lanes(upgrade)),
    everywhere: works.of(lanes(upgrade, true)),
    read: asked(<ClusterLanes cluster={cluster} />, { "/v1/lanes": lanes(upgrade) }, [], support),
    hard: works.of(lanes(Object.fromEntries(LANES.map((lane, n) => [lane, HARD[n % HARD.length]!])))),
    pause: asked(<LanePauseSheet cluster={cluster} onClose={nothing} />, {}, MANAGE),
    refused: asked(
      <Pressed button={SENDS}>
        <LanePauseSheet cluster={cluster} onClose={nothing} />
      </Pressed>,
      { "/v1/lanes/pause": refused({ "/why": "Say why: it is shown to all operators." }) },
      MANAGE,
    ),
  },
  rebalance: {
    asks: asked(<Rebalance cluster={cluster} />, {}, MANAGE),
    loading: rebalance(NEVER),
    broken: rebalance(broken),
    empty: rebalance(rebalanced([])),
    "dry-run": rebalance(rebalanced(usualOrders)),
    done: rebalance(rebalanced(usualOrders, { dry_run: false })),
    more: rebalance(
      rebalanced(
        many(60, (n) => order(n)),
        { next: id("ord", 60) },
      ),
    ),
    hard: rebalance(
      rebalanced(HARD.map((name, n) => order(n, { ...full, order_name: name, tenant_name: name, message: name }))),
    ),
  },
  "node-group-form": {
    usual: asked(<NewGroupSheet cluster={cluster} onClose={nothing} />, {}, MANAGE),
    refused: asked(
      <Pressed button={SENDS}>
        <NewGroupSheet cluster={cluster} onClose={nothing} />
      </Pressed>,
      {
        [path("node-groups")]: refused({
          "/name": "A name has 1 to 63 lower-case letters, digits and dashes.",
          "/max": "At least as many as the fewest.",
        }),
      },
      MANAGE,
    ),
  },
  "storage-pool-form": {
    usual: asked(<NewPoolSheet cluster={cluster} onClose={nothing} />, {}, MANAGE),
    refused: asked(
      <Pressed button={SENDS}>
        <NewPoolSheet cluster={cluster} onClose={nothing} />
      </Pressed>,
      { [path("storage-pools")]: refused({ "/storage_class": "bj-1 has no such StorageClass." }) },
      MANAGE,
    ),
  },
  "what-if-growths": {
    one: asked(<FurtherGrowths regions={["cn-beijing"]} wrong={right} onRemoved={nothing} />, {
      "/v1/tenants": none,
    }),
    two: asked(
      <Pressed>
        <FurtherGrowths
          regions={["cn-beijing", "cn-shanghai"]}
          wrong={(pointer) => (pointer.endsWith("percent") ? "Between 0 and 100,000." : undefined)}
          onRemoved={nothing}
        />
      </Pressed>,
      { "/v1/tenants": none },
    ),
  },
  "what-if-pools": {
    none: () => <PoolFields cluster={cluster} pools={[]} wrong={right} />,
    usual: () => <PoolFields cluster={cluster} pools={pools} wrong={right} />,
    refused: () => (
      <PoolFields
        cluster={cluster}
        pools={pools}
        wrong={(name) => (name.endsWith("space_mib") ? "Between 1 and 1,073,741,824." : undefined)}
      />
    ),
    hard: () => (
      <PoolFields
        cluster={{ ...cluster, name: HARD[0].slice(0, 63) }}
        pools={HARD.map((name, n) => pool(n, { name: name.slice(0, 63) }))}
        wrong={right}
      />
    ),
  },
};
