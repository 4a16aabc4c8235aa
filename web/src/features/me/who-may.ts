// Which roles of the caller's own place may what the caller may not: as the API gives them (api/src/auth/role.rs). Pure.
import type { Permission } from "../../api/permissions";
import type { Me, Role } from "../../api/schema.gen";

const ADMINS: readonly Role[] = ["owner", "admin"];
const PAYING: readonly Role[] = [...ADMINS, "billing"];
const TEACHING: readonly Role[] = [...ADMINS, "teacher", "viewer"];

/** Of what some people of an institution may and others may not. What is not named here nobody there ever may. */
const OF_INSTITUTION: Partial<Record<Permission, readonly Role[]>> = {
  "api_keys:manage": ADMINS,
  "api_keys:read": ADMINS,
  "billing:manage": PAYING,
  "billing:read": PAYING,
  "classrooms:join": [...ADMINS, "teacher"],
  "classrooms:read": TEACHING,
  "data:export": ADMINS,
  "events:read": [...PAYING, "viewer"],
  "lessons:read": TEACHING,
  "lessons:subscribe": TEACHING,
  "members:manage": ADMINS,
  "members:read": ADMINS,
  "orders:amend": ADMINS,
  "orders:cancel": ADMINS,
  "orders:create": ADMINS,
  "orders:quote": PAYING,
  "owners:manage": ["owner"],
  "plans:read": PAYING,
  "usage:read": [...PAYING, "viewer"],
};

/** None where nobody there may. Everybody of a partner has the same role. */
export function whoMay(me: Pick<Me, "place">, permission: Permission): readonly Role[] {
  if (me.place === "platform") return ["platform_admin"];
  return me.place?.startsWith("ten_") ? (OF_INSTITUTION[permission] ?? []) : [];
}
