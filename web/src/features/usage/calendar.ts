// What is booked over time: steps of rooms and seats, and the peaks with the orders that make them up.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { actingFor, language } from "../../api/ambient";
import { read } from "../../api/client";
import { key } from "../../api/queries";
import { ask } from "../../api/unlisted";

export type Resolution = "slot" | "hour" | "day";
export type Limit = "rooms" | "seats";

export interface Step {
  at: string;
  at_local: string;
  until: string;
  rooms: number;
  seats: number;
}

export interface Peak {
  limit: Limit;
  at: string;
  at_local: string;
  booked: number;
  orders: { order_id: string; name: string; rooms: number; seats: number }[];
}

export interface UsageCalendar {
  time_zone: string;
  limits: { rooms: number; seats: number };
  items: Step[];
  peaks: Peak[];
}

export interface CalendarAsked {
  from: string;
  to: string;
  resolution: Resolution;
}

export function usageCalendar(asked: CalendarAsked) {
  return queryOptions({
    queryKey: key("usage", "calendar", asked),
    queryFn: ({ signal }): Promise<UsageCalendar> => read(ask("/v1/usage/calendar", { ...asked }, signal)),
    placeholderData: keepPreviousData,
  });
}

/** The same as a file. */
export async function calendarCsv(asked: CalendarAsked): Promise<Blob> {
  const query = new URLSearchParams({ ...asked });
  const as = actingFor();
  const response = await fetch(`/v1/usage/calendar?${query.toString()}`, {
    headers: { Accept: "text/csv", "Accept-Language": language(), ...(as ? { "X-Tenant": as } : {}) },
  });
  if (!response.ok) {
    const { failureOf } = await import("../../api/problem");
    throw failureOf(response, await response.json().catch(() => undefined));
  }
  return response.blob();
}
