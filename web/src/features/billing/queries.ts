// Invoices, to whom they are written, and what is owed of them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { REFRESH_MS } from "../../api/refresh";

const PAGE = 50;

/** The newest first. */
export function invoices() {
  return infiniteQueryOptions({
    queryKey: key("billing", "invoices"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/invoices", { params: { query: { ...given({ cursor: pageParam }), limit: PAGE } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function invoice(id: string) {
  return queryOptions({
    queryKey: key("billing", "invoice", id),
    queryFn: ({ signal }) => read(client.GET("/v1/invoices/{id}", { params: { path: { id } }, signal })),
  });
}

/** The newest first. */
export function notices() {
  return infiniteQueryOptions({
    queryKey: key("billing", "notices"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/notices", { params: { query: { ...given({ cursor: pageParam }), limit: 20 } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** The newest first. */
export function credits() {
  return infiniteQueryOptions({
    queryKey: key("billing", "credits"),
    queryFn: ({ pageParam, signal }) =>
      read(client.GET("/v1/credits", { params: { query: { ...given({ cursor: pageParam }), limit: 20 } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function billingProfile() {
  return queryOptions({
    queryKey: key("billing", "profile"),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/billing/profile", { signal })),
  });
}

/** Saved cards, and the page on which the next one is given. */
export function paymentMethods() {
  return queryOptions({
    queryKey: key("billing", "cards"),
    queryFn: ({ signal }) => read(client.GET("/v1/payment-methods", { signal })),
  });
}

export function receivables() {
  return queryOptions({
    queryKey: key("billing", "receivables"),
    queryFn: ({ signal }) => read(client.GET("/v1/platform/receivables", { signal })),
    // The platform's stream tells of orders and clusters alone.
    refetchInterval: REFRESH_MS,
  });
}
