// What ran, summed by the service as a page asks for it.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { addDays, daysBetween } from "../../api/days";
import { key } from "../../api/queries";
import type { Usage } from "../../api/schema.gen";

export const BY = ["order", "room", "day", "cost_group"] as const;

export interface RanAsked {
  first_day: string;
  last_day: string;
  by: (typeof BY)[number];
}

export function usageRan(asked: RanAsked) {
  return queryOptions({
    queryKey: key("usage", "ran", asked),
    queryFn: ({ signal }) => read(client.GET("/v1/usage", { params: { query: { ...asked } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Room-hours of each day from the first to the last, those without any among them. */
export function hoursByDay(usage: Pick<Usage, "first_day" | "last_day" | "items">): { day: string; hours: number }[] {
  const found = new Map<string, number>();
  for (const { day, meter, quantity } of usage.items)
    if (day !== undefined && meter === "room_hours") found.set(day, Number(quantity));
  return Array.from({ length: daysBetween(usage.first_day, usage.last_day) + 1 }, (_, index) => {
    const day = addDays(usage.first_day, index);
    return { day, hours: found.get(day) ?? 0 };
  });
}

/** Of a box a thousand wide: a few days are no wall. */
const BAR_MAX = 40;

/** Bars side by side on the ground of a box, as one SVG path. */
export function barsPath(values: readonly number[], box: { most: number; width: number; height: number }): string {
  const wide = box.width / Math.max(1, values.length);
  const half = Math.min(BAR_MAX, wide * 0.8) / 2;
  const round = (value: number) => Math.round(value * 10) / 10;
  return values
    .map((value, index) => {
      if (value <= 0) return "";
      const top = box.height - (value / box.most) * box.height;
      const middle = (index + 0.5) * wide;
      return `M${round(middle - half)} ${box.height}V${round(top)}H${round(middle + half)}V${box.height}`;
    })
    .join("");
}
