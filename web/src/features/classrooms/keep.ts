// A room that the platform keeps open: as itself, and for nobody that it acts for.
import { homeClient, read } from "../../api/client";
import { useChange } from "../../api/queries";
import type { KeepRequest } from "../../api/schema.gen";

/** Minutes that are offered; the API takes at most twelve hours. */
export const LONGER = [15, 30, 60, 120, 240] as const;

/** So many minutes after a moment, as the API reads a moment. */
export function untilAfter(nowMs: number, minutes: number): string {
  return new Date(nowMs + minutes * 60_000).toISOString();
}

export function useKeep(id: string) {
  return useChange("classrooms", (body: KeepRequest) =>
    read(homeClient.POST("/v1/classrooms/{id}/keep", { params: { path: { id } }, body })),
  );
}
