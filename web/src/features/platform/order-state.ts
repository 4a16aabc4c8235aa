// How an order stands for an operator, and the condition that says why.
import type { ConditionView, PlatformOrderView } from "../../api/schema.gen";
import type { State } from "../../ui/status";
import { orderState, telling } from "../orders/state";

export function stateOf(order: PlatformOrderView): State {
  return orderState({ ...order, cancelled_at: null });
}

/** Why it is not ready; nothing where it is. */
export function whyNot(order: PlatformOrderView): ConditionView | undefined {
  return order.ready ? undefined : telling(order.conditions);
}

/** Whether nothing is written for it until somebody lets it go on. */
export function isPaused({ conditions }: Pick<PlatformOrderView, "conditions">): boolean {
  return conditions.some(({ type, status }) => type === "Paused" && status === "true");
}
