// Plans, and which of them an institution is on.
import { queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { Move, Plan } from "../../api/schema.gen";

const PAGE = 200;

/** All that may be seen: the API allows two hundred. */
export function plans() {
  return queryOptions({
    queryKey: key("prices", "plans"),
    queryFn: async ({ signal }): Promise<Plan[]> => {
      const found: Plan[] = [];
      let cursor: string | undefined;
      do {
        const query = { ...given({ cursor }), limit: PAGE };
        const page = await read(client.GET("/v1/plans", { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    },
  });
}

export function plan(id: string) {
  return queryOptions({
    queryKey: key("prices", "plan", id),
    queryFn: ({ signal }) => read(client.GET("/v1/plans/{id}", { params: { path: { id } }, signal })),
  });
}

/** Who is on each version of a plan. */
export function planUse(id: string) {
  return queryOptions({
    queryKey: key("prices", "use", id),
    queryFn: ({ signal }) => read(client.GET("/v1/plans/{id}/use", { params: { path: { id } }, signal })),
  });
}

/** For an institution that is not acted for: it is named in the request alone. */
export const of = (tenant: string | undefined) => (tenant ? { header: { "X-Tenant": tenant } } : {});

export function subscription(tenant?: string) {
  return queryOptions({
    queryKey: key("prices", "subscription", tenant ?? null),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/subscription", { params: of(tenant), signal })),
  });
}

export function preview(move: Move, tenant?: string) {
  return queryOptions({
    queryKey: key("prices", "preview", { ...move, tenant }),
    queryFn: ({ signal }) => read(client.POST("/v1/subscription/preview", { params: of(tenant), body: move, signal })),
    staleTime: 0,
  });
}
