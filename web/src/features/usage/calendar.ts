// What is booked over time: steps of rooms and seats, and the peaks with the orders that make them up.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";

export interface CalendarAsked {
  from: string;
  to: string;
  resolution: "slot" | "hour" | "day";
}

export function usageCalendar(asked: CalendarAsked) {
  return queryOptions({
    queryKey: key("usage", "calendar", asked),
    queryFn: ({ signal }) => read(client.GET("/v1/usage/calendar", { params: { query: { ...asked } }, signal })),
    placeholderData: keepPreviousData,
  });
}
