// Clusters as operators see them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";
import { CLUSTERS_PAGE } from "../platform/asked";

const PAGE = CLUSTERS_PAGE;
const SOON_MS = 2_000;

/** Those that bear a tag, where one is named. */
export function clusters(tag = "") {
  return infiniteQueryOptions({
    queryKey: tag ? key("clusters", "list", { tag }) : key("clusters", "list"),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/clusters", {
          params: { query: { ...given({ cursor: pageParam, tag }), limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function cluster(id: string) {
  return queryOptions({
    queryKey: key("clusters", "get", id),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/clusters/{id}", { params: { path: { id } }, signal })),
    // No event tells that its nodes were counted, or that one is lost; one that was just added is counted within moments.
    refetchInterval: ({ state }) => (state.data && !state.data.data.nodes ? SOON_MS : REFRESH_MS),
  });
}

/** Nodes that come or go by a person's doing. */
export function capacityChanges(id: string) {
  return infiniteQueryOptions({
    queryKey: key("clusters", "changes", id),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/clusters/{id}/capacity-changes", {
          params: { path: { id }, query: given({ cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Objects that scale its nodes. No event tells how far they are. */
export function nodeGroups(id: string) {
  return infiniteQueryOptions({
    queryKey: key("clusters", "groups", id),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/clusters/{id}/node-groups", {
          params: { path: { id }, query: given({ cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });
}

export function storagePools(id: string) {
  return infiniteQueryOptions({
    queryKey: key("clusters", "pools", id),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.GET("/v1/clusters/{id}/storage-pools", {
          params: { path: { id }, query: given({ cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });
}

/** Works of the service, and where they are paused. */
export function lanes() {
  return queryOptions({
    queryKey: key("clusters", "lanes"),
    queryFn: ({ signal }) => read(client.GET("/v1/lanes", { signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** What is booked of it in a stretch of time, exact to five minutes; by default from now on for a week. */
export function clusterCapacity(id: string, span: { from?: string; to?: string } = {}) {
  return queryOptions({
    queryKey: key("clusters", "capacity", { id, ...span }),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/clusters/{id}/capacity", { params: { path: { id }, query: given({ ...span }) }, signal })),
  });
}

/** The images that rooms run from, and which nodes have them. No event tells of them. */
export function clusterImages(id: string) {
  return queryOptions({
    queryKey: key("clusters", "images", id),
    queryFn: ({ signal }) =>
      readVersioned(client.GET("/v1/clusters/{id}/images", { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });
}
