// Institutions as whoever looks after them sees them.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Asked } from "../../api/asked";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { EventView } from "../../api/schema.gen";

const PAGE = 100;
const QUOTA_PAGES_MAX = 10;

export type TenantFilter = Asked<"list_tenants", "q" | "standing" | "sort" | "partner_id">;

export function tenants(filter: TenantFilter = {}) {
  return infiniteQueryOptions({
    queryKey: key("tenants", "list", filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...given({ ...filter, cursor: pageParam }), limit: PAGE, count: true };
      return read(client.GET("/v1/tenants", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function tenant(id: string) {
  return queryOptions({
    queryKey: key("tenants", "get", id),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/tenants/{id}", { params: { path: { id } }, signal })),
  });
}

export function quota(id: string) {
  return queryOptions({
    queryKey: key("tenants", "quota", id),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/tenants/{id}/quota", { params: { path: { id } }, signal })),
  });
}

/** What follows is read for an institution that is not acted for: it is named in the request alone. */
const of = (id: string) => ({ header: { "X-Tenant": id } });

export function useOfQuota(id: string) {
  return queryOptions({
    queryKey: key("tenants", "use", id),
    queryFn: ({ signal }) => read(client.GET("/v1/usage/quota", { params: of(id), signal })),
  });
}

export function ordersOf(id: string) {
  return infiniteQueryOptions({
    queryKey: key("tenants", "orders", id),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/orders", {
          params: { ...of(id), query: { ...given({ cursor: pageParam }), limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function membersOf(id: string) {
  return infiniteQueryOptions({
    queryKey: key("tenants", "members", id),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/members", {
          params: { ...of(id), query: { ...given({ cursor: pageParam }), limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** The changes of its quota, the newest first. */
export function quotaEvents(id: string) {
  return queryOptions({
    queryKey: key("tenants", "quota-events", id),
    queryFn: async ({ signal }): Promise<EventView[]> => {
      const events: EventView[] = [];
      let before: string | undefined;
      // A page of one type alone may be short, and yet others follow.
      for (let page = 0; page < QUOTA_PAGES_MAX; page += 1) {
        const query = { order: "newest", type: "quota.changed", limit: 200, ...given({ before }) } as const;
        const answer = await read(client.GET("/v1/events", { params: { ...of(id), query }, signal }));
        events.push(...answer.items);
        if (!answer.next_cursor) break;
        before = answer.next_cursor;
      }
      return events;
    },
  });
}
