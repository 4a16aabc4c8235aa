// Parts of an order as text: its term, its rooms, when it changes next, what its state is called.
import type { OrderSummary } from "../../api/schema.gen";
import { todayIn } from "../../api/days";
import { now } from "../../api/clock";
import { type Format, useFormat, dayIn } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { stateMessages } from "../../ui/status";
import { orderMessages } from "./messages";
import { orderState, telling } from "./state";

export function termOf(format: Format, term: OrderSummary["term"]): string {
  const { first_day: first, last_day: last } = term;
  const style = first.slice(0, 4) === last.slice(0, 4) ? "day" : "year";
  if (first === last) return format.date(first, "day");
  return `${format.date(first, style)} – ${format.date(last, style)}`;
}

/** `59/60` while rooms are wanted, otherwise how many there are. */
export function roomsOf(format: Format, { total, wanted_now, ready_now }: OrderSummary["classrooms"]): string {
  return wanted_now > 0 ? `${format.count(ready_now)}/${format.count(wanted_now)}` : format.count(total);
}

export function useMoment(): (at: string, zone: string) => string {
  const words = useMessages(orderMessages);
  const format = useFormat();
  return (at, zone) =>
    dayIn(zone, at) === todayIn(zone, now()) ? words.todayAt(format.time(at, zone)) : format.moment(at, zone);
}

/** What an order's state is called: a phase that has no shape of its own has its own word. */
export function useStateWord(): (
  order: Pick<OrderSummary, "phase" | "conditions" | "cancelled_at" | "reservation_expired_at">,
) => string {
  const words = useMessages(orderMessages);
  const states = useMessages(stateMessages);
  return (order) => {
    const state = orderState(order);
    if (order.phase === "reserved") return words.phaseReserved;
    if (order.reservation_expired_at) return words.expired;
    if (state === "ended" && order.phase === "terminating") return words.phaseTerminating;
    if (state === "scheduled" && telling(order.conditions)?.reason === "NoRoomWanted") return words.idle;
    return states[state];
  };
}
