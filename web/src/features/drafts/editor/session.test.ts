import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DraftBody } from "../types";
import { emptyDoc } from "./doc";
import { DraftSession } from "./session";

const DOC = { ...emptyDoc("Asia/Shanghai"), name: "Spring" };
const ITS_OWN = { id: "drf_1", mine: true, updated_at: "2026-11-28T00:47:00Z" };
const DRAFT = { kind: "order", name: "Spring", step: "week", body: { v: 1, doc: DOC }, shared: true };
const nothing = () => undefined;

/** What other tabs say comes from here. */
let tell: (etag: string) => void = nothing;

class Channel {
  set onmessage(hear: (event: { data: object }) => void) {
    tell = (etag) => hear({ data: { id: "drf_1", etag } });
  }
  postMessage = nothing;
  close = nothing;
}

interface Held {
  body: DraftBody;
  shared: boolean;
  attempt?: object;
  verdict?: string;
}

/** The service with a draft that others write into beside the one who has it open. */
function service() {
  let [held, edit] = [{ ...ITS_OWN, ...DRAFT } as object, 1];
  const asked: (string | null)[] = [];
  const write = (change: object) => {
    [held, edit] = [{ ...held, ...change }, edit + 1];
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "PUT") {
      asked.push(request.headers.get("If-Match"));
      if (asked.at(-1) !== `"${edit}.0"`) {
        const problem = { type: "/problems/precondition-failed", code: "precondition_failed", status: 412, title: "" };
        return Response.json(problem, { status: 412, headers: { "Content-Type": "application/problem+json" } });
      }
      [held, edit] = [{ ...ITS_OWN, ...((await request.json()) as object) }, edit + 1];
    }
    return Response.json(held, { headers: { ETag: `"${edit}.0"` } });
  });
  return { asked, write, held: () => held as Held };
}

async function opened(): Promise<DraftSession> {
  const started = await DraftSession.start("drf_1", "usr_1", "ten_1");
  if (!(started instanceof DraftSession)) throw new Error("it was not opened");
  return started;
}

beforeEach(() => {
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  const timers = { setTimeout: () => 0, clearTimeout: nothing };
  vi.stubGlobal("window", { ...timers, addEventListener: nothing, removeEventListener: nothing });
  vi.stubGlobal("BroadcastChannel", Channel);
});
afterEach(() => vi.unstubAllGlobals());

test("who only looked at a draft is in the way of nobody who writes", async () => {
  const { asked, write, held } = service();
  const session = await opened();
  session.edit((doc) => ({ ...doc, name: "Summer" }));
  write({ verdict: "fits", step: "review" });
  await session.flush();
  expect(session.get().saved.is).toBe("saved");
  expect(asked).toEqual(['"1.0"', '"2.0"']);
  expect(held().body.doc.name).toBe("Summer");
});

test("a verdict that is kept is nothing that is told of as saved", async () => {
  const { asked, held } = service();
  const session = await opened();
  const { saved } = session.get();
  session.setVerdict("fits");
  await session.flush();
  expect([asked, held().verdict]).toEqual([['"1.0"'], "fits"]);
  expect(session.get().saved).toEqual(saved);
});

test("what somebody else wrote is asked about, and nothing is written over it", async () => {
  const { asked, write, held } = service();
  const session = await opened();
  session.edit((doc) => ({ ...doc, name: "Summer" }));
  write({ body: { v: 1, doc: { ...DOC, name: "Winter" } } });
  await session.flush();
  expect(session.get().saved.is).toBe("newer");
  expect(asked).toEqual(['"1.0"']);
  expect(held().body.doc.name).toBe("Winter");
});

test("an order that somebody else sends of it is not forgotten over what is written meanwhile", async () => {
  const { asked, write } = service();
  const session = await opened();
  session.edit((doc) => ({ ...doc, name: "Summer" }));
  write({ attempt: { key: "theirs", body_hash: "a" } });
  await session.flush();
  expect([session.get().saved.is, asked.length]).toEqual(["newer", 1]);
});

test("an attempt is kept before it is used, whoever looked in between", async () => {
  const { write, held } = service();
  const session = await opened();
  write({ verdict: "fits" });
  await session.setAttempt({ key: "mine", body_hash: "a" });
  expect(held().attempt).toEqual({ key: "mine", body_hash: "a" });
});

test("an owner takes a draft back while somebody looks at it", async () => {
  const { write, held } = service();
  const session = await opened();
  session.share(false);
  write({ verdict: "does_not_fit" });
  await session.flush();
  expect([held().shared, session.get().shared]).toEqual([false, false]);
});

test("what somebody else wrote was saved when they wrote it, whenever it is heard of", async () => {
  const { write } = service();
  const session = await opened();
  session.edit((doc) => ({ ...doc, name: "Summer" }));
  write({ body: { v: 1, doc: { ...DOC, name: "Winter" } }, updated_at: "2026-11-28T01:15:00Z" });
  await session.flush();
  await session.takeTheirs();
  expect(session.get().history.doc.name).toBe("Winter");
  expect(session.get().saved).toEqual({ is: "saved", at: Date.parse("2026-11-28T01:15:00Z") });
});

test("steps back and forth outlast what changes nothing: another step in view, a verdict, whoever looks on", async () => {
  const { write } = service();
  const session = await opened();
  for (const name of ["Summer", "Autumn"]) session.edit((doc) => ({ ...doc, name }));
  session.undo();
  const steps = () => [session.get().history.past.length, session.get().history.future.length];
  expect(steps()).toEqual([1, 1]);
  session.setStep("days");
  session.setVerdict("fits");
  session.edit((doc) => ({ ...doc, days: [...doc.days], rooms: doc.rooms.map((room) => ({ ...room })) }));
  await session.flush();
  expect(steps()).toEqual([1, 1]);
  const { revision } = session.get();
  write({ verdict: "does_not_fit", step: "review", shared: false });
  tell('"3.0"');
  await vi.waitFor(() => expect(session.get().shared).toBe(false));
  expect([...steps(), session.get().revision]).toEqual([1, 1, revision]);
  session.redo();
  expect(session.get().history.doc.name).toBe("Autumn");
  session.undo();
  session.edit((doc) => ({ ...doc, name: "Winter" }));
  expect(steps()).toEqual([2, 0]);
});
