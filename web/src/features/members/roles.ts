// Which roles there are here, and which of them can be given.
import { can } from "../../api/permissions";
import type { Me, Role } from "../../api/schema.gen";

/** In the place that the caller acts for. */
export function rolesOf(me: Pick<Me, "place">, acting: boolean): readonly Role[] {
  if (!acting && me.place === "platform") return ["platform_admin", "platform_support"];
  if (!acting && me.place?.startsWith("par_")) return ["partner_admin"];
  return ["owner", "admin", "teacher", "billing", "viewer"];
}

/** Owners are made by owners and by those above. */
export function rolesToGive(me: Me, acting: boolean): readonly Role[] {
  return rolesOf(me, acting).filter((role) => role !== "owner" || can(me, "owners:manage"));
}
