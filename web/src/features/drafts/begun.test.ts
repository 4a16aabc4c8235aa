import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leftAsBegun, openAmendment } from "./begun";
import { type Doc, emptyDoc } from "./editor/doc";
import type { Kept } from "./types";

const ROOMS = [{ key: "7-1", seats: 50 }];
const DOC: Doc = { ...emptyDoc("Asia/Shanghai"), name: "Spring", region: "cn-beijing", rooms: ROOMS };
const LINE = { title: "Maths", rooms: null, teachers: [], start: "08:00", minutes: 45 };
const lines = (key: string): Doc["lines"] => [{ ...LINE, key, when: { days: ["MO"], weeks: "all" } }];
const LONG_AGO = "2026-01-05T00:00:00Z";

const amendment = (doc: Doc, etag = '"1.0"'): Kept => ({
  kind: "amendment",
  base: { order_id: "ord_1", etag },
  name: "Spring",
  step: "week",
  body: { v: 1, doc, base: DOC },
  shared: false,
});
const copy = (key: string, fields: Partial<Doc> = {}): Kept => {
  const doc = { ...DOC, lines: lines(key), ...fields };
  return { kind: "order", name: "Spring", step: "days", body: { v: 1, doc }, shared: false };
};
const kept = (id: string, draft: Kept, fields: object = {}) => ({
  ...draft,
  id,
  mine: true,
  updated_at: LONG_AGO,
  ...fields,
});

function service(...drafts: ReturnType<typeof kept>[]) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search}`);
    if (pathname === "/v1/drafts") return Response.json({ items: drafts });
    const draft = drafts.find(({ id }) => pathname.endsWith(id));
    return Response.json(draft, { headers: { ETag: '"7"' } });
  });
  return asked;
}

beforeEach(() => {
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});
afterEach(() => vi.unstubAllGlobals());

const opened = (fresh = amendment(DOC)) => openAmendment(fresh, (id) => id);

test("who amends an order again goes on with their own amendment of it", async () => {
  const asked = service(
    kept("drf_theirs", amendment(DOC), { mine: false }),
    kept("drf_made", amendment(DOC), { made: { order_id: "ord_1" } }),
    kept("drf_mine", amendment({ ...DOC, name: "Summer" })),
  );
  expect(await opened()).toEqual({ id: "drf_mine", changed: true });
  expect(asked).toEqual(["GET /v1/drafts?order_id=ord_1&limit=20", "GET /v1/drafts/drf_mine"]);
});

test("an amendment without a change begins from the order as it is now", async () => {
  const asked = service(kept("drf_1", amendment(DOC)));
  expect(await opened()).toEqual({ id: "drf_1", changed: false });
  expect(asked.at(-1)).toBe("GET /v1/drafts/drf_1");
  expect(await opened(amendment({ ...DOC, name: "Renamed" }, '"2.0"'))).toEqual({ id: "drf_1", changed: false });
  expect(asked.at(-1)).toBe("PUT /v1/drafts/drf_1");
});

test("where there is none of one's own, none is gone on with", async () => {
  service(kept("drf_1", amendment(DOC), { mine: false }));
  expect(await opened()).toBeUndefined();
});

test("a copy that was left as it was made is gone on with, and one that was edited is not", async () => {
  service(kept("drf_1", copy("a")));
  expect(await leftAsBegun(copy("b"))).toBe("drf_1");
  service(kept("drf_1", copy("a", { term: { first_day: "2027-03-01", last_day: "2027-07-04" } })));
  expect(await leftAsBegun(copy("b"))).toBeUndefined();
  service(kept("drf_1", copy("a"), { updated_at: new Date().toISOString() }));
  expect(await leftAsBegun(copy("b"))).toBeUndefined();
});

test("bells and subjects that somebody set are a change, though nothing of them is sent", async () => {
  const [bells, subjects] = [[{ name: "1", start: "07:30", end: "08:10" }], ["Choir"]];
  for (const fields of [{ bells }, { subjects }]) {
    service(kept("drf_1", amendment({ ...DOC, ...fields })));
    expect(await opened()).toEqual({ id: "drf_1", changed: true });
    service(kept("drf_1", copy("a", fields)));
    expect(await leftAsBegun(copy("b"))).toBeUndefined();
  }
});

test("a copy that was left is found behind one that was edited or ordered", async () => {
  const term = { first_day: "2027-03-01", last_day: "2027-07-04" };
  service(
    kept("drf_1", copy("a"), { made: { order_id: "ord_2" } }),
    kept("drf_2", copy("a", { term })),
    kept("drf_3", copy("a")),
  );
  expect(await leftAsBegun(copy("b"))).toBe("drf_3");
});

test("an amendment that was changed is gone on with before one that was only begun", async () => {
  const asked = service(
    kept("drf_begun", amendment(DOC)),
    kept("drf_changed", amendment({ ...DOC, subjects: ["Choir"] })),
  );
  expect(await opened(amendment(DOC, '"2.0"'))).toEqual({ id: "drf_changed", changed: true });
  expect(asked.filter((one) => one.startsWith("PUT"))).toEqual([]);
});
