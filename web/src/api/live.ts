// Live: one tab of a browser follows the service's events and tells the others; each makes old what an event is about, so that open pages ask again.
// Where the stream is silent the feed is asked every ten seconds; a tab that nobody looks at stops after five minutes.
import type { QueryClient } from "@tanstack/react-query";
import { actingFor, language } from "./ambient";
import { client, read } from "./client";
import { now } from "./clock";
import { happened } from "./feed";
import { heard, show } from "./heard";
import { askAtMoments } from "./moments";
import { isFailure } from "./problem";
import { can, isOperator } from "./permissions";
import { madeOld, type News, throttled, touches } from "./news";
import type { Me } from "./schema.gen";
import { follow } from "./stream";
import { watchAnswers } from "./unheard";

/** News are on the screen at once, a few in a row too; where they go on, of all who hear them each asks for a key once a second. */
const PACE = { burst: 5, gapMs: 100, periodMs: 1_000 };
const LEAD_AT_ONCE_MS = 1_000;
const ASK_EVERY_MS = 10_000;
const LATE_AFTER_MS = 60_000;
const HIDDEN_STOPS_MS = 5 * 60_000;
const BEAT_MS = 5_000;

/** An event, that anything was heard, that too much was missed, or that nobody answers. */
type Told = News | "heard" | "reset" | "offline";

/** Begins for whoever is signed in, and never ends but with the page. */
export function startLive(queries: QueryClient, me: Me): void {
  askAtMoments(queries);
  const platform = isOperator(me) && !actingFor() && can(me, "platform_orders:read");
  if (!can(me, "events:read")) return watchAnswers(queries);
  const place = platform ? "platform" : (actingFor() ?? me.place ?? "");
  const channel = new BroadcastChannel(`homeroom-live:${place}`);
  /** By the first word of the keys what was heard since it was last asked for, each once. */
  const heardOf = new Map<string, Map<string, News>>();
  const old = throttled(PACE, (name) => {
    const all = [...(heardOf.get(name)?.values() ?? [])];
    heardOf.delete(name);
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => all.some((one) => touches(one, queryKey));
    void queries.invalidateQueries({ queryKey: [name], predicate });
  });
  const makeOld = (news: News, name: string): void => {
    const known = heardOf.get(name) ?? new Map<string, News>();
    heardOf.set(name, known.set(`${news.type} ${news.subject}`, news));
    old(name);
  };
  let isFirst = true;
  const hear = (told: Told): void => {
    if (told === "offline") return show({ ...heard(), state: "offline" });
    show({ state: "live", asOf: now() });
    if (isFirst) {
      isFirst = false;
      // What came after this page began to read and before it heard of anything.
      void happened(platform, now() - performance.now()).then((all) => all?.forEach(hear));
    }
    if (told === "reset") void queries.invalidateQueries();
    else if (told !== "heard") for (const name of madeOld(told.type)) makeOld(told, name);
  };
  channel.onmessage = (message: MessageEvent<Told>) => hear(message.data);
  const tell = (told: Told): void => {
    hear(told);
    channel.postMessage(told);
  };
  setInterval(() => {
    if (!navigator.onLine) show({ ...heard(), state: "offline" });
    else if (heard().state === "live" && now() - (heard().asOf ?? now()) > LATE_AFTER_MS)
      show({ ...heard(), state: "late" });
  }, BEAT_MS);
  void lookedAt((stopped) => {
    const asked = now();
    const lead = () => {
      // Another tab led until now, and what happened between the two was heard by none.
      if (now() - asked > LEAD_AT_ONCE_MS) tell("reset");
      return leading({ platform, tell, stopped });
    };
    if (!("locks" in navigator)) return lead();
    return navigator.locks.request(`homeroom-live:${place}`, { signal: stopped }, lead).catch(() => undefined);
  }, queries);
}

/** Runs while somebody looks at this tab, or did within the last minutes. */
async function lookedAt(run: (stopped: AbortSignal) => Promise<unknown>, queries: QueryClient): Promise<void> {
  for (let first = true; ; first = false) {
    await visible();
    // What happened while nobody looked was not heard.
    if (!first) void queries.invalidateQueries();
    const stop = new AbortController();
    let timer = 0;
    const watch = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") timer = window.setTimeout(() => stop.abort(), HIDDEN_STOPS_MS);
    };
    document.addEventListener("visibilitychange", watch);
    await run(stop.signal);
    document.removeEventListener("visibilitychange", watch);
  }
}

function visible(): Promise<void> {
  if (document.visibilityState === "visible") return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
  });
}

interface Leading {
  platform: boolean;
  tell: (told: Told) => void;
  stopped: AbortSignal;
}

/** The tab that follows: the stream, again and again, and the feed while there is none. */
async function leading({ platform, tell, stopped }: Leading): Promise<void> {
  const url = platform ? "/v1/platform/stream" : "/v1/events/stream";
  let lastId: string | undefined;
  let since = now();
  let failed = 0;
  while (!stopped.aborted) {
    const tenant = actingFor();
    const headers: Record<string, string> = {
      "Accept-Language": language(),
      ...(tenant ? { "X-Tenant": tenant } : {}),
    };
    const onId = (id: string) => (lastId = id);
    const onReset = () => tell("reset");
    const onEvent = (data: unknown) => {
      if (typeof data === "object" && data !== null && "type" in data) tell(data as News);
    };
    const onHeard = () => {
      failed = 0;
      since = now();
      tell("heard");
    };
    const ended = await follow({ url, headers, lastId, signal: stopped, onEvent, onId, onReset, onHeard }).catch(
      () => undefined,
    );
    if (stopped.aborted) return;
    // A line that broke is taken up again within seconds; one that cannot be is told of.
    if (!ended && failed > 0) tell("offline");
    const signedOut =
      (ended?.why === "bye" && ended.reason === "session-ended") ||
      (ended?.why === "refused" && ended.failure.kind === "signed-out");
    // Any request that is answered 401 brings the sign-in sheet and waits for it.
    if (signedOut) await read(client.GET("/v1/me", { signal: stopped })).catch(() => undefined);
    // Who may not hear any more asks no more, as long as this tab leads.
    else if (ended?.why === "refused" && ended.failure.kind === "forbidden") return await aborted(stopped);
    failed += 1;
    const asked = ended?.why === "refused" ? ended.failure.retryAfterMs : undefined;
    await waiting(asked ?? Math.min(1_000 * 2 ** Math.min(failed, 4), ASK_EVERY_MS) + Math.random() * 3_000, stopped);
    if (failed < 2) continue;
    if (platform) since = await askSince(since, tell);
    else lastId = await askOnce(lastId, tell, stopped);
  }
}

/** What came since, from the feed of all institutions, which is told by time. */
async function askSince(since: number, tell: Leading["tell"]): Promise<number> {
  const asked = now();
  const told = await happened(true, since);
  if (!told) return since;
  tell("heard");
  told.forEach(tell);
  return asked;
}

/** What came since, from the feed. */
async function askOnce(
  lastId: string | undefined,
  tell: Leading["tell"],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (lastId === undefined) return undefined;
  try {
    const page = await read(client.GET("/v1/events", { params: { query: { after: lastId, limit: 200 } }, signal }));
    tell("heard");
    for (const { type, subject } of page.items) tell({ type, subject });
    return page.next_cursor ?? lastId;
  } catch (error) {
    if (isFailure(error) && error.kind === "offline") tell("offline");
    return lastId;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function waiting(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
