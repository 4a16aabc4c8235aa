// The bells of a day: of the institution that is acted for, or of all clusters.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { windowOf } from "../../api/days";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import { formats } from "../../ui/format";
import { operatorSpan, spanOf } from "./asked";
import type { Bell } from "./bell";

export function schoolBells(date: string, zone: string) {
  const query = { ...windowOf(date, zone), by: "bell" as const };
  return queryOptions({
    queryKey: key("bells", "school", query),
    queryFn: async ({ signal }): Promise<Bell[]> => {
      const summary = await read(client.GET("/v1/lessons/summary", { params: { query }, signal }));
      if (summary.by !== "bell") return [];
      return summary.items
        .filter((bell) => bell.rooms > 0)
        .map(({ at, at_local, ends_at, rooms, states }) => {
          const { cancelled: _, ...counts } = states;
          return { at: Date.parse(at), until: Date.parse(ends_at), time: at_local.slice(11, 16), rooms, counts };
        });
    },
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export function operatorBells(date: string, zone: string) {
  const query = spanOf(operatorSpan(date, zone));
  return queryOptions({
    queryKey: key("bells", "platform", query),
    queryFn: async ({ signal }): Promise<Bell[]> => {
      const { items } = await read(client.GET("/v1/platform/bells", { params: { query }, signal }));
      return items.map(({ at, rooms, ready, warming, not_ready }) => {
        const rest = rooms - ready - warming - not_ready;
        const counts = { ready, warming, missed: not_ready, scheduled: Math.max(rest, 0) };
        return { at: Date.parse(at), until: undefined, time: formats("en").time(at, zone), rooms, counts };
      });
    },
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
