// What is booked over time: steps of rooms and seats, and the peaks with the orders that make them up.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";
import type { UsageCalendar } from "../../api/schema.gen";

export interface CalendarAsked {
  from: string;
  to: string;
  resolution: "slot" | "hour" | "day";
}

export function usageCalendar(asked: CalendarAsked) {
  return queryOptions({
    queryKey: key("usage", "calendar", asked),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/usage/calendar", { params: { query: { ...asked } }, signal })) as Promise<UsageCalendar>,
    placeholderData: keepPreviousData,
  });
}

/** The same as a spreadsheet. */
export function calendarCsv(asked: CalendarAsked): Promise<string> {
  const sent = client.GET("/v1/usage/calendar", {
    params: { query: { ...asked } },
    headers: { Accept: "text/csv" },
    parseAs: "text",
  });
  return read(sent) as unknown as Promise<string>;
}
