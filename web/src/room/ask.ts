// The few questions that a room's page asks the API, without the portal's client: that one knows React.
import { actingFor, language } from "../api/ambient";
import { Failure, failureOf, unanswered } from "../api/problem";
import type { CurrentLink, Me, RedeemedLink, WayIn } from "../api/schema.gen";

/** How far this machine's clock is from the service's. */
let offset = 0;

export function now(): number {
  return Date.now() + offset;
}

async function ask<T>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<T> {
  const tenant = actingFor();
  const headers = new Headers({ "Accept-Language": language() });
  if (body) headers.set("Content-Type", "application/json");
  if (tenant && !path.startsWith("/v1/links")) headers.set("X-Tenant", tenant);
  const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(
    (error: unknown) => {
      throw unanswered(error);
    },
  );
  const said = Date.parse(answer.headers.get("Date") ?? "");
  if (!Number.isNaN(said)) offset = said - Date.now();
  const data: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw failureOf(answer, data);
  return data as T;
}

/** `undefined` where the answer is this refusal; other failures are thrown. */
async function unless<T>(refusal: (failure: Failure) => boolean, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Failure && refusal(error)) return undefined;
    throw error;
  }
}

/** Who is signed in; `undefined` for nobody. */
export const whoAmI = () => unless(({ kind }) => kind === "signed-out", ask<Me>("GET", "/v1/me"));

/** The link of this browser; `undefined` where there is none that opens anything. */
export const currentLink = () =>
  unless(({ code }) => code === "link_invalid", ask<CurrentLink>("GET", "/v1/links/current"));

export const redeem = (secret: string, passcode: string | undefined) =>
  ask<RedeemedLink>("POST", "/v1/links/redeem", { secret, ...(passcode === undefined ? {} : { passcode }) });

export const removeLink = () => ask<undefined>("DELETE", "/v1/links/current");

export const enterByLink = (name: string) => ask<WayIn>("POST", "/v1/links/enter", { name });

export const join = (room: string, name: string, identity: string) =>
  ask<WayIn>("POST", `/v1/classrooms/${encodeURIComponent(room)}/join`, { role: "teacher", name, identity });

/** Of a member, where they have one: the room's name and key. */
export const classroom = (room: string) =>
  ask<{ key: string; name?: string | null }>("GET", `/v1/classrooms/${encodeURIComponent(room)}`);
