// Which roles can be given here.
import { can } from "../../api/permissions";
import type { Me, Role } from "../../api/schema.gen";

/** In the place that the caller acts for; owners are made by owners and by those above. */
export function rolesToGive(me: Me, acting: boolean): readonly Role[] {
  if (!acting && me.place === "platform") return ["platform_admin", "platform_support"];
  if (!acting && me.place?.startsWith("par_")) return ["partner_admin"];
  const roles: Role[] = ["admin", "teacher", "billing", "viewer"];
  return can(me, "owners:manage") ? ["owner", ...roles] : roles;
}
