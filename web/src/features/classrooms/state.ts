// Which shape a classroom wears, from what it was last seen to do.
import type { StatusView } from "../../api/schema.gen";
import type { State } from "../../ui/status";
import { conditionState } from "../orders/state";
import type { Classroom } from "./queries";

type Seen = Pick<StatusView, "wanted" | "available" | "reason">;

export function roomState(room: { status: Seen; removed_at?: string | null; live_lesson?: unknown }): State {
  if (room.removed_at) return "ended";
  const { wanted, available, reason } = room.status;
  if (!wanted) return "scheduled";
  if (available) return room.live_lesson ? "live" : "ready";
  if (available === null || available === undefined) return "unknown";
  return conditionState({ status: "false", reason: reason ?? "" });
}

export function isEnterable(room: Pick<Classroom, "status" | "removed_at">): boolean {
  return !room.removed_at && room.status.available === true;
}
