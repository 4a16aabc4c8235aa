// Institutions as whoever looks after them sees them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { TenantStanding } from "../../api/schema.gen";

const PAGE = 100;

export type TenantSort = "created_at" | "-created_at" | "name" | "-name";

export interface TenantFilter {
  q?: string;
  standing?: TenantStanding | "";
  sort?: TenantSort;
  partner_id?: string;
}

export function tenants(filter: TenantFilter = {}) {
  return infiniteQueryOptions({
    queryKey: key("tenants", "list", filter),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/tenants", {
          params: { query: { ...given({ partner_id: filter.partner_id, cursor: pageParam }), limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
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
    queryFn: async ({ signal }) => {
      const events = await read(client.GET("/v1/events", { params: { ...of(id), query: { limit: 200 } }, signal }));
      return events.items.filter((event) => event.type === "quota.changed").reverse();
    },
  });
}
