// The operators' and partners' console: everything under `/ops`.
import type { AnyRoute } from "@tanstack/react-router";
import { page } from "./page";

export function opsRoutes(parent: AnyRoute): AnyRoute[] {
  return [
    page(parent, "/ops", () => import("../../features/platform/OpsHomePage"), "OpsHomePage"),
    page(parent, "/ops/events", () => import("../../features/platform/EventsPage"), "EventsPage"),
    page(parent, "/ops/members", () => import("../../features/platform/MembersPage"), "MembersPage"),
    page(parent, "/ops/keys", () => import("../../features/platform/KeysPage"), "KeysPage"),
    page(parent, "/ops/orders", () => import("../../features/platform/PlatformOrdersPage"), "PlatformOrdersPage"),
    page(parent, "/ops/promises", () => import("../../features/promises/PromisesPage"), "PromisesPage"),
    page(parent, "/ops/jobs", () => import("../../features/platform/JobsPage"), "JobsPage"),
    page(parent, "/ops/capacity", () => import("../../features/capacity/CapacityPage"), "CapacityPage"),
    page(parent, "/ops/node-plan", () => import("../../features/capacity/NodePlanPage"), "NodePlanPage"),
    page(parent, "/ops/what-if", () => import("../../features/capacity/WhatIfPage"), "WhatIfPage"),
    page(parent, "/ops/clusters", () => import("../../features/clusters/ClustersPage"), "ClustersPage"),
    page(parent, "/ops/clusters/new", () => import("../../features/clusters/NewClusterPage"), "NewClusterPage"),
    page(parent, "/ops/clusters/$id/$tab", () => import("../../features/clusters/ClusterPage"), "ClusterPage"),
    page(parent, "/ops/partners", () => import("../../features/partners/PartnersPage"), "PartnersPage"),
    page(parent, "/ops/plans", () => import("../../features/prices/plans/PlansPage"), "PlansPage"),
    page(parent, "/ops/plans/new", () => import("../../features/prices/plans/NewPlanPage"), "NewPlanPage"),
    page(parent, "/ops/plans/$id", () => import("../../features/prices/plans/PlanPage"), "PlanPage"),
    page(
      parent,
      "/ops/plans/$id/version",
      () => import("../../features/prices/plans/NewVersionPage"),
      "NewVersionPage",
    ),
    page(parent, "/ops/receivables", () => import("../../features/billing/ReceivablesPage"), "ReceivablesPage"),
    page(parent, "/ops/refunds", () => import("../../features/billing/refunds/RefundsPage"), "RefundsPage"),
    page(parent, "/ops/seller", () => import("../../features/billing/sellers/SellerPage"), "SellerPage"),
    page(parent, "/ops/tenants", () => import("../../features/tenants/TenantsPage"), "TenantsPage"),
    page(parent, "/ops/tenants/new", () => import("../../features/tenants/NewTenantPage"), "NewTenantPage"),
    page(parent, "/ops/tenants/$id/$tab", () => import("../../features/tenants/TenantPage"), "TenantPage"),
  ];
}
