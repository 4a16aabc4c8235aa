// Where a thing that was found is shown.
import type { FoundView } from "../../api/schema.gen";
import { paths } from "../../app/paths";

/** An order of another institution is shown as that institution sees it. */
export function hrefOf(hit: FoundView, ops: boolean): string {
  switch (hit.type) {
    case "order":
      return hit.tenant_id ? `${paths.order(hit.id)}?as=${hit.tenant_id}` : paths.order(hit.id);
    case "classroom":
      return paths.classroom(hit.id);
    case "member":
      return ops ? paths.opsMembers() : paths.settings("members");
    case "tenant":
      return paths.opsTenant(hit.id);
    case "cluster":
      return paths.opsCluster(hit.id);
  }
}
