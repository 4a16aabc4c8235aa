// What is booked of all clusters, and what makes up one figure of it.
import { queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { key } from "../../api/queries";
import type { Booked, Scarce } from "./units";

export interface CapacitySpan {
  resource: Scarce;
  from: string;
  to: string;
  resolution: "slot" | "hour" | "day";
}

export function capacity(span: CapacitySpan) {
  return queryOptions({
    queryKey: key("capacity", "all", span),
    queryFn: ({ signal }) => read(client.GET("/v1/capacity", { params: { query: { ...span } }, signal })),
  });
}

export interface PlanSpan {
  from: string;
  to: string;
}

/** How many nodes of each cluster have to be on. */
export function nodePlan(span: PlanSpan) {
  return queryOptions({
    queryKey: key("capacity", "node-plan", span),
    queryFn: ({ signal }) => read(client.GET("/v1/capacity/node-plan", { params: { query: { ...span } }, signal })),
  });
}

/** What was planned against what came, by week. */
export function accuracy() {
  return queryOptions({
    queryKey: key("capacity", "accuracy"),
    queryFn: ({ signal }) => read(client.GET("/v1/capacity/accuracy", { signal })),
  });
}

/** The orders that booked something of a cluster at one moment. */
export function bookings(cluster: string, of: { at: string; resource: Booked }) {
  return queryOptions({
    queryKey: key("capacity", "bookings", { cluster, ...of }),
    queryFn: ({ signal }) =>
      read(client.GET("/v1/clusters/{id}/bookings", { params: { path: { id: cluster }, query: of }, signal })),
  });
}
