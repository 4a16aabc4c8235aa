import type { NewSubscription } from "../../api/schema.gen";

/** What a page offers to subscribe to; of a class its key, which may be the room of more than one order. */
export type Subscribed = { scope: NewSubscription } | { room: string };
