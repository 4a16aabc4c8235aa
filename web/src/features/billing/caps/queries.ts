// Caps, and what changes them. What a change did to the months is asked anew.
import { queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned } from "../../../api/client";
import { key, useChange } from "../../../api/queries";
import type { AmendCap, Cap, NewCap } from "../../../api/schema.gen";

/** All there can be: the API allows a hundred. */
const ALL = 200;

export function caps() {
  return queryOptions({
    queryKey: key("caps", "all"),
    queryFn: async ({ signal }): Promise<Cap[]> => {
      const page = await read(client.GET("/v1/caps", { params: { query: { limit: ALL } }, signal }));
      return page.items;
    },
  });
}

export function cap(id: string) {
  return queryOptions({
    queryKey: key("caps", "one", id),
    queryFn: ({ signal }) => readVersioned(client.GET("/v1/caps/{id}", { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

export function useMakeCap(attempt: string) {
  return useChange("caps", (body: NewCap) =>
    read(client.POST("/v1/caps", { params: { header: { "Idempotency-Key": attempt } }, body })),
  );
}

export function useAmendCap(id: string, etag: string) {
  return useChange("caps", (body: AmendCap) =>
    read(client.PATCH("/v1/caps/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body })),
  );
}

export function useRemoveCap() {
  return useChange("caps", (id: string) => read(client.DELETE("/v1/caps/{id}", { params: { path: { id } } })));
}
