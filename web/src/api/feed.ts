// What happened since a moment, from the feed: no stream tells of that.
import { client, read } from "./client";
import type { News } from "./news";

/** So many are told one by one; after more, everything is asked again. */
export const MISSED_MAX = 50;

/** Nothing where nobody answers. */
export async function happened(platform: boolean, since: number): Promise<readonly (News | "reset")[] | undefined> {
  const query = { from: new Date(since).toISOString(), limit: MISSED_MAX };
  const asked = platform
    ? client.GET("/v1/platform/events", { params: { query } })
    : client.GET("/v1/events", { params: { query: { ...query, order: "newest" } } });
  const page = await read(asked).catch(() => undefined);
  return page && page.items.length >= MISSED_MAX
    ? ["reset"]
    : page?.items.map(({ type, subject }) => ({ type, subject }));
}
