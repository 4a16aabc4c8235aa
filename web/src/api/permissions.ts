// What /v1/me permits. The service stays the judge: this only decides what is offered.
import { useMe } from "./me";
import type { Me } from "./schema.gen";

export type Permission =
  | "api_keys:manage"
  | "api_keys:read"
  | "billing:manage"
  | "billing:read"
  | "classrooms:join"
  | "classrooms:read"
  | "clusters:manage"
  | "clusters:read"
  | "data:export"
  | "events:read"
  | "invoices:settle"
  | "jobs:read"
  | "jobs:run"
  | "kinds:read"
  | "lessons:read"
  | "lessons:subscribe"
  | "members:manage"
  | "members:read"
  | "orders:amend"
  | "orders:cancel"
  | "orders:create"
  | "orders:quote"
  | "orders:read"
  | "owners:manage"
  | "partners:manage"
  | "partners:read"
  | "plans:manage"
  | "plans:read"
  | "platform_orders:read"
  | "quota:read"
  | "quota:set"
  | "receivables:read"
  | "tenants:amend"
  | "tenants:create"
  | "tenants:read"
  | "tenants:suspend"
  | "usage:read";

export function can(me: Pick<Me, "permissions">, permission: Permission): boolean {
  return me.permissions.includes(permission);
}

export function useCan(permission: Permission): boolean {
  return can(useMe(), permission);
}

/** Whose pages a person sees without acting for an institution. */
export function isOperator(me: Pick<Me, "place">): boolean {
  return me.place === "platform" || (me.place?.startsWith("par_") ?? false);
}
