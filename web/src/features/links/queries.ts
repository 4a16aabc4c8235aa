// Links by which people without an account enter one classroom. An address is told once, when its link is made.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { now } from "../../api/clock";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import type { LinkView } from "../../api/schema.gen";
import { inTurns, patiently } from "../../api/turns";

const PAGE = 200;

export function links(classroom: string) {
  return infiniteQueryOptions({
    queryKey: key("links", "list", { classroom }),
    queryFn: ({ pageParam, signal }) => page(classroom, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

function page(classroom: string, cursor: string, signal?: AbortSignal) {
  const params = { path: { id: classroom }, query: { limit: PAGE, ...given({ cursor }) } };
  return read(client.GET("/v1/classrooms/{id}/links", { params, ...(signal ? { signal } : {}) }));
}

/** Whether somebody can still enter by it. */
export function isLive(link: Pick<LinkView, "revoked_at" | "expires_at">, at: number): boolean {
  return !link.revoked_at && Date.parse(link.expires_at) > at;
}

/** Those of a classroom by which somebody can enter now. */
export async function liveLinks(classroom: string, signal?: AbortSignal): Promise<LinkView[]> {
  const found: LinkView[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const at: string = cursor;
    const { items, next_cursor } = await patiently(() => page(classroom, at, signal));
    found.push(...items.filter((link) => isLive(link, now())));
    cursor = next_cursor ?? undefined;
  }
  return found;
}

/** The same of many classrooms, one after the other. A feature of its own: whoever makes links for all of them knows what was there before, and need not hear of
 *  each that is made. */
export function liveLinksOf(classrooms: readonly string[]) {
  return queryOptions({
    queryKey: key("live_links", "list", { classrooms }),
    queryFn: async ({ signal }) => (await inTurns(classrooms, (id) => liveLinks(id, signal))).flat(),
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}
