// Academic calendars, and what a change of one would do.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read, readVersioned, type Versioned } from "../../api/client";
import { key, useChange } from "../../api/queries";
import type { AcademicCalendar, Day } from "../../api/schema.gen";

/** There are fifty at most. */
export function academicCalendars() {
  return queryOptions({
    queryKey: key("academic_calendars", "list"),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/academic-calendars", { params: { query: { limit: 50 } }, signal })).then(
        (page) => page.items,
      ),
  });
}

/** One, with its version for a change. */
export function academicCalendar(id: string) {
  return queryOptions({
    queryKey: key("academic_calendars", "get", { id }),
    queryFn: ({ signal }): Promise<Versioned<AcademicCalendar>> =>
      readVersioned(client.GET("/v1/academic-calendars/{id}", { params: { path: { id } }, signal })),
  });
}

/** What other days would do to the orders that follow. */
export function calendarQuote(id: string, days: readonly Day[] | undefined) {
  return queryOptions({
    queryKey: key("academic_calendars", "quote", { id, days }),
    queryFn: ({ signal }) =>
      read(
        client.POST("/v1/academic-calendars/{id}/quote", {
          params: { path: { id } },
          body: { days: [...(days ?? [])] },
          signal,
        }),
      ),
    enabled: days !== undefined,
    staleTime: 0,
    retry: false,
  });
}

export function useMakeCalendar() {
  return useChange("academic_calendars", ({ name, attempt }: { name: string; attempt: string }) =>
    read(client.POST("/v1/academic-calendars", { params: { header: { "Idempotency-Key": attempt } }, body: { name } })),
  );
}

/** Other days of the calendar, as long as it is the one that was read. */
export function useSetDays({ data, etag }: Versioned<AcademicCalendar>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (days: readonly Day[]) =>
      read(
        client.PATCH("/v1/academic-calendars/{id}", {
          params: { path: { id: data.id }, header: { "If-Match": etag } },
          body: { days: [...days] },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["academic_calendars"] });
      void queries.invalidateQueries();
    },
  });
}
