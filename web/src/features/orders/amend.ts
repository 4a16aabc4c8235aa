// Amending begins with a draft that holds the order as it was opened, and which version that was.
import { read, type Versioned } from "../../api/client";
import { newKey } from "../../api/idempotency";
import type { OrderView } from "../../api/schema.gen";
import { post } from "../../api/unlisted";

/** The new draft's id. */
export async function amendDraft({ data: order, etag }: Versioned<OrderView>): Promise<string> {
  const { rooms, timetable, term, name, kind, region, external_id, metadata } = order;
  const draft = await read(
    post<{ id: string }>(
      "/v1/drafts",
      {
        kind: "amendment",
        base: { order_id: order.id, etag },
        name,
        step: "week",
        body: { name, kind, region, external_id, metadata, term, rooms, timetable },
        shared: false,
      },
      { "Idempotency-Key": newKey() },
    ),
  );
  return draft.id;
}
