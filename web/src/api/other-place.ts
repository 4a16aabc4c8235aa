// The tabs of a browser share one session. Where it goes on at another place, or as somebody else, what a tab shows is no longer whose requests it makes.
import type { Me } from "./schema.gen";

type Whose = Pick<Me, "id" | "place" | "name">;

let elsewhere: Whose | undefined;
const listeners = new Set<() => void>();

/** Tells the other tabs whose page this one is, and hears whose theirs are. */
export function watchPlace({ id, place, name }: Whose): void {
  const channel = new BroadcastChannel("homeroom-place");
  channel.onmessage = ({ data }: MessageEvent<Whose>) => {
    elsewhere = data.id === id && data.place === place ? undefined : data;
    for (const listener of listeners) listener();
  };
  channel.postMessage({ id, place, name });
}

export const movedElsewhere = (): Whose | undefined => elsewhere;

export function onElsewhere(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
