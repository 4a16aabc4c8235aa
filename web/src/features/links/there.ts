// What is out already of the links that are about to be made. Pure.
import type { LinkRole, LinkView } from "../../api/schema.gen";

export interface There {
  /** How many classrooms have one. */
  rooms: number;
  /** When the oldest was made. */
  since: string;
}

/** Of those for the same people; undefined where there are none. */
export function thereFor(role: LinkRole, live: readonly LinkView[]): There | undefined {
  const same = live.filter((link) => link.role === role);
  const [oldest] = same.map((link) => link.created_at).sort((a, b) => Date.parse(a) - Date.parse(b));
  return oldest === undefined
    ? undefined
    : { rooms: new Set(same.map((link) => link.classroom_id)).size, since: oldest };
}
