// What was ordered just now, and when its first lesson is.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { OrderView } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Strip } from "../../ui/strip";
import { clockOf, dateOf } from "../lessons/day";
import { firstLesson } from "../lessons/later";
import type { Lesson } from "../lessons/types";
import { orderMessages } from "./messages";
import { forgetPlaced, isPlacedNow } from "./placed";

export function Placed({ order }: { order: OrderView }) {
  const [isNew] = useState(() => isPlacedNow(order.id));
  useEffect(() => () => forgetPlaced(order.id), [order.id]);
  // What is only reserved says so itself.
  const isOrdered = isNew && order.phase !== "reserved";
  const first = useQuery({ ...firstLesson(order.id, order.term.last_day), enabled: isOrdered });
  return isOrdered && !first.isPending ? <Ordered first={first.data ?? undefined} /> : null;
}

/** A view. */
export function Ordered({ first }: { first: Lesson | undefined }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  if (!first) return <Strip state="ready">{words.ordered}</Strip>;
  const { starts_at_local } = first;
  return (
    <Strip state="ready">
      {words.orderedFirst(format.date(dateOf(starts_at_local), "short"), clockOf(starts_at_local))}
    </Strip>
  );
}
