// How an order stands for an operator, and the condition that says why.
import type { ConditionView, PlatformOrderView } from "../../api/schema.gen";
import type { State } from "../../ui/status";
import { orderState, telling } from "../orders/state";

/** About the nodes that its rooms will need: whether the order is ready does not depend on it. */
const PRELOADED = "Preloaded";

type Standing = Pick<PlatformOrderView, "phase" | "ready" | "conditions">;

export function stateOf(order: Pick<Standing, "phase" | "conditions">): State {
  return orderState({ phase: order.phase, conditions: itsOwn(order), cancelled_at: null });
}

/** Why it is not ready; where it is, what its next rooms lack on some nodes, if anything. */
export function whyNot(order: Pick<Standing, "ready" | "conditions">): ConditionView | undefined {
  if (!order.ready) return telling(itsOwn(order));
  return order.conditions.find(({ type, status }) => type === PRELOADED && status === "false");
}

function itsOwn({ conditions }: Pick<Standing, "conditions">): ConditionView[] {
  return conditions.filter(({ type }) => type !== PRELOADED);
}

/** Whether nothing is written for it until somebody lets it go on. */
export function isPaused({ conditions }: Pick<PlatformOrderView, "conditions">): boolean {
  return conditions.some(({ type, status }) => type === "Paused" && status === "true");
}
