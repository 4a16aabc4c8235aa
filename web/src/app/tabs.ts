// The tabs of the board: those that the caller may read.
import { can, type Permission } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { paths } from "./paths";

interface Tab {
  word:
    | "today"
    | "week"
    | "orders"
    | "classrooms"
    | "usage"
    | "settings"
    | "nextBell"
    | "capacity"
    | "clusters"
    | "institutions"
    | "partners"
    | "plans"
    | "receivables"
    | "events";
  href: string;
  /** Whether a page at this address belongs to the tab. */
  holds: (path: string) => boolean;
  needs: readonly Permission[];
}

const under =
  (...roots: string[]) =>
  (path: string) =>
    roots.some((root) => path === root || path.startsWith(`${root}/`));
const exactly = (root: string) => (path: string) => path === root;

const SCHOOL: readonly Tab[] = [
  { word: "today", href: paths.today(), holds: exactly("/"), needs: [] },
  { word: "week", href: paths.week(), holds: under("/week", "/day"), needs: ["lessons:read"] },
  { word: "orders", href: paths.orders(), holds: under("/orders", "/drafts"), needs: ["orders:read"] },
  { word: "classrooms", href: paths.classrooms(), holds: under("/classrooms"), needs: ["classrooms:read"] },
  { word: "usage", href: paths.usage(), holds: under("/usage"), needs: ["usage:read"] },
  {
    word: "settings",
    href: paths.settings(),
    holds: under("/settings"),
    needs: ["members:read", "api_keys:read", "events:read", "billing:read"],
  },
];

const OPS: readonly Tab[] = [
  {
    word: "nextBell",
    href: paths.ops(),
    holds: (path) => path === "/ops" || path === paths.opsPromises(),
    needs: ["platform_orders:read"],
  },
  { word: "orders", href: paths.opsOrders(), holds: under("/ops/orders"), needs: ["platform_orders:read"] },
  {
    word: "capacity",
    href: paths.opsCapacity(),
    holds: under("/ops/capacity", "/ops/what-if", "/ops/node-plan"),
    needs: ["clusters:read"],
  },
  { word: "clusters", href: paths.opsClusters(), holds: under("/ops/clusters"), needs: ["clusters:read"] },
  { word: "institutions", href: paths.opsTenants(), holds: under("/ops/tenants"), needs: ["tenants:read"] },
  { word: "partners", href: paths.opsPartners(), holds: under("/ops/partners"), needs: ["partners:read"] },
  { word: "plans", href: paths.opsPlans(), holds: under("/ops/plans"), needs: ["plans:read"] },
  {
    word: "receivables",
    href: paths.opsReceivables(),
    holds: under("/ops/receivables", "/ops/refunds", "/ops/seller"),
    needs: ["receivables:read"],
  },
  {
    word: "events",
    href: paths.opsEvents(),
    holds: under("/ops/events", "/ops/members", "/ops/keys", "/ops/jobs"),
    needs: ["events:read"],
  },
];

export function tabsOf(me: Me, ops: boolean): readonly Tab[] {
  return (ops ? OPS : SCHOOL).filter(
    (tab) => tab.needs.length === 0 || tab.needs.some((permission) => can(me, permission)),
  );
}
