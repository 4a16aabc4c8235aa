// Lines of an invoice as they are read: those of the plan first, then order by order. Pure.
import type { InvoiceLine } from "../../api/schema.gen";

export interface LineGroup {
  /** None: of the plan itself. */
  order?: { id: string; name: string } | undefined;
  lines: InvoiceLine[];
  amountMinor: number;
}

export function byOrder(lines: readonly InvoiceLine[]): LineGroup[] {
  const groups = new Map<string, LineGroup>();
  for (const line of lines) {
    const id = line.order_id ?? "";
    const group = groups.get(id) ?? { lines: [], amountMinor: 0 };
    if (line.order_id) group.order ??= { id: line.order_id, name: line.order_name ?? line.order_id };
    group.lines.push(line);
    group.amountMinor += line.amount_minor;
    groups.set(id, group);
  }
  return [...groups.values()].sort((a, b) => Number(a.order !== undefined) - Number(b.order !== undefined));
}

/** The words of quantities, as prices have them; without a meter a quantity has none. */
export const UNITS = {
  month: "inDays",
  term: "order",
  room_terms: "room",
  booked_room_hours: "room_hour",
  booked_seat_hours: "seat_hour",
  room_hours: "room_hour",
  used_seat_hours: "seat_hour",
  recorded_gib_days: "gib_day",
  egress_gib: "gib",
} as const satisfies Record<NonNullable<InvoiceLine["meter"]>, string>;
