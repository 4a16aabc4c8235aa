// Which shape an order wears. The sentences are the API's; here its conditions and phase are only given one of the ten shapes.
import type { ConditionView, OrderSummary } from "../../api/schema.gen";
import type { State } from "../../ui/status";

/** What comes to its end by itself: getting ready, and no trouble yet. */
const COMING = new Set([
  "ObjectsBeingMade",
  "RoomsBeingMade",
  "RoomsStarting",
  "PredecessorEnding",
  "NamespaceTerminating",
]);
/** Nothing is wanted now. */
const RESTING = new Set(["NotYetDue", "NoRoomWanted", "RoomClosed", "WaitsForPurchaseOrder"]);

type Standing = Pick<OrderSummary, "phase" | "conditions" | "cancelled_at">;

export function orderState(order: Standing): State {
  if (order.cancelled_at) return "cancelled";
  if (order.phase === "suspended") return "suspended";
  if (order.phase === "terminating" || order.phase === "released") return "ended";
  const told = telling(order.conditions);
  return told ? conditionState(told) : "scheduled";
}

/** The condition that says how the order stands: the first that does not hold, otherwise the last. */
export function telling(conditions: readonly ConditionView[]): ConditionView | undefined {
  return (
    conditions.find((condition) => condition.type === "Ready" && condition.status !== "true") ??
    conditions.find((condition) => condition.status !== "true") ??
    conditions.at(-1)
  );
}

export function conditionState({ status, reason }: Pick<ConditionView, "status" | "reason">): State {
  if (status === "unknown") return "unknown";
  if (RESTING.has(reason)) return "scheduled";
  if (status === "true") return "ready";
  return COMING.has(reason) ? "warming" : "missed";
}

/** Whether somebody should look at it now. */
export function needsSomebody(order: Standing): boolean {
  const state = orderState(order);
  return state === "missed" || state === "unknown";
}
