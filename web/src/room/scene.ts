// What somebody who comes to a room sees, and what leads from one to the next. Pure: answers and reasons in, scenes and waiting times out.
import type { Failure } from "../api/problem";
import type { CurrentLink } from "../api/schema.gen";

/** The room, as far as whoever comes knows it. */
export interface Place {
  name: string;
  school: string;
}

export type Scene =
  | { at: "checking" }
  | { at: "stranger" } // neither a session nor a link
  | { at: "no-room" } // of another school, or not in this role
  | { at: "other-room"; name: string; href: string } // the link opens another one
  | { at: "link-incomplete" }
  | { at: "link-dead" }
  | { at: "passcode"; refused: string | undefined }
  | { at: "name" }
  | { at: "waiting"; opensAt: number | undefined } // undefined: any moment now
  | { at: "closed"; opensAt: number | undefined }
  | { at: "over"; opensAt: number | undefined }
  | { at: "connecting"; again: boolean }
  | { at: "left" }
  | { at: "forgotten" } // a guest took the link out of this browser
  | { at: "elsewhere" } // the same person came in somewhere else
  | { at: "removed" }
  | { at: "full" }
  | { at: "unreachable" }
  | { at: "failed"; failure: Failure };

export interface WayIn {
  url: string;
  token: string;
}

/** What the door says to one who knocks. */
export type Door =
  { is: "open"; way: WayIn } | { is: "waiting" | "closed"; opensAt: number | undefined; waitMs: number };

/** Which page of this document an address is. */
export function addressed(path: string): { page: "link" } | { page: "room"; room: string } {
  const room = /^\/enter\/([^/]+)\/?$/.exec(path)?.[1];
  return room === undefined ? { page: "link" } : { page: "room", room: decodeURIComponent(room) };
}

/** What the link of this browser says of a room; the way in is another question. */
export function atDoor(link: CurrentLink, now: number): Exclude<Door, { is: "open" }> | undefined {
  if (link.state === "open") return undefined;
  const opensAt = link.opens_at ? Date.parse(link.opens_at) : undefined;
  return { is: link.state, opensAt: soon(opensAt, now), waitMs: link.retry_after_ms };
}

/** The same from a refusal to let in, for members and for those who were a moment early. */
export function refusedAtDoor(opensAt: unknown, now: number, chance: number): Exclude<Door, { is: "open" }> {
  const at = typeof opensAt === "string" ? Date.parse(opensAt) : undefined;
  return { is: at === undefined ? "closed" : "waiting", opensAt: soon(at, now), waitMs: waitMs(at, now, chance) };
}

/** A time that has come says nothing: the room is coming up. */
function soon(at: number | undefined, now: number): number | undefined {
  return at !== undefined && at > now ? at : undefined;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

const spread = (least: number, most: number, chance: number) => Math.round(least + (most - least) * chance);

/** When to ask again, as the service tells those who come by link: a class that waits for one bell is spread over three seconds. */
export function waitMs(opensAt: number | undefined, now: number, chance: number): number {
  const left = opensAt === undefined ? undefined : opensAt - now;
  if (left === undefined || left > 2 * MINUTE_MS) return spread(MINUTE_MS, 2 * MINUTE_MS, chance);
  if (left > 0) return left + spread(0, 3 * SECOND_MS, chance);
  return spread(2 * SECOND_MS, 5 * SECOND_MS, chance);
}

/** After so many failures in a row: longer each time, up to a minute, and never for two people alike. */
export function backoffMs(failures: number, chance: number): number {
  const most = Math.min(MINUTE_MS, 2 * SECOND_MS * 2 ** Math.max(0, failures - 1));
  return spread(most / 2, most, chance);
}

/** Whether the document's policy lets it talk to this server: `named` is what the policy names, `*` where there is none. */
export function mayReach(named: string, url: string): boolean {
  if (named === "*") return true;
  return named !== "" && new URL(named).origin === new URL(url).origin;
}
