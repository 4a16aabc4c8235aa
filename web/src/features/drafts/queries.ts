// What the editor asks: drafts, kinds, regions, the order that is amended.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read, readVersioned, type Versioned } from "../../api/client";
import { newKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import { key } from "../../api/queries";
import type { DraftSummary, DraftView, KindView, NewDraft, OrderView } from "../../api/schema.gen";
import type { Kept } from "./types";

export function drafts() {
  return infiniteQueryOptions({
    queryKey: key("drafts", "list"),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) };
      return read(client.GET("/v1/drafts", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Those that were changed last. */
export function newestDrafts() {
  return read(client.GET("/v1/drafts", { params: { query: { limit: 20 } } }));
}

/** Those that began from an order, the one that was changed last first. */
export function draftsOfOrder(order: string) {
  return read(client.GET("/v1/drafts", { params: { query: { order_id: order, limit: 20 } } }));
}

/** The document says of a draft's body that it is any object, which its types make one without fields. */
function sent({ made: _, ...kept }: Kept): NewDraft {
  return { ...kept, body: kept.body as object as NewDraft["body"] };
}

export function getDraft(id: string): Promise<Versioned<DraftView>> {
  return readVersioned(client.GET("/v1/drafts/{id}", { params: { path: { id } } }));
}

export function putDraft(id: string, etag: string, kept: Kept): Promise<Versioned<DraftView>> {
  const params = { path: { id }, header: { "If-Match": etag } };
  return readVersioned(client.PUT("/v1/drafts/{id}", { params, body: sent(kept) }));
}

export function createDraft(kept: Kept, idempotencyKey = newKey()): Promise<Versioned<DraftView>> {
  const params = { header: { "Idempotency-Key": idempotencyKey } };
  return readVersioned(client.POST("/v1/drafts", { params, body: sent(kept) }));
}

const TOLD_AT_MOST = 4;

/** Says in a draft that others see which order came of it, whatever they wrote into it meanwhile: that stays. */
export async function tellMade(id: string, order: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { data, etag } = await getDraft(id);
    if (data.made) return;
    const { kind, base, name, step, body, attempt, verdict, shared } = data;
    const kept = { kind, base, name, step, body, attempt, verdict, shared, made_order_id: order };
    try {
      const params = { path: { id }, header: { "If-Match": etag } };
      await read(client.PUT("/v1/drafts/{id}", { params, body: kept as object as NewDraft }));
      return;
    } catch (error) {
      if (!isFailure(error) || error.status !== 412 || tries === TOLD_AT_MOST) throw error;
    }
  }
}

/** Of which a quote said last that they do not fit, and which nothing was ordered of. */
export function unfitDrafts() {
  return queryOptions({
    queryKey: key("drafts", "unfit"),
    queryFn: async ({ signal }): Promise<DraftSummary[]> => {
      const query = { verdict: "does_not_fit", limit: 100 } as const;
      return (await read(client.GET("/v1/drafts", { params: { query }, signal }))).items;
    },
  });
}

/** A draft that is gone already is removed. */
export async function removeDraft(id: string): Promise<void> {
  try {
    await read(client.DELETE("/v1/drafts/{id}", { params: { path: { id } } }));
  } catch (error) {
    if (!isFailure(error) || error.kind !== "not-found") throw error;
  }
}

export function kinds(seats: number) {
  return queryOptions({
    queryKey: key("kinds", "list", { seats }),
    queryFn: async ({ signal }): Promise<KindView[]> =>
      (await read(client.GET("/v1/kinds", { params: { query: { seats } }, signal }))).items,
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
}

/** Regions that this institution may name. */
export function regions() {
  return queryOptions({
    queryKey: key("regions", "list"),
    queryFn: async ({ signal }): Promise<string[]> =>
      (await read(client.GET("/v1/regions", { signal }))).items.map((one) => one.region),
    staleTime: 300_000,
  });
}

/** Where there is one region there is nothing to choose. */
export function onlyRegion(known: readonly string[] | undefined): string | undefined {
  return known?.length === 1 ? known[0] : undefined;
}

export function getOrder(id: string): Promise<Versioned<OrderView>> {
  return readVersioned(client.GET("/v1/orders/{id}", { params: { path: { id } } }));
}
