// Saving what came of a file as a calendar of its own.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, read } from "../../../api/client";
import type { Day } from "../../../api/schema.gen";

interface NewCalendar {
  name: string;
  days: readonly Day[];
  attempt: string;
}

export function useSaveCalendar() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, days, attempt }: NewCalendar) =>
      read(
        client.POST("/v1/academic-calendars", {
          params: { header: { "Idempotency-Key": attempt } },
          body: { name, days: [...days] },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["academic_calendars"] }),
  });
}
