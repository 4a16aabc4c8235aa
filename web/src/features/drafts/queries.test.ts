import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellMade } from "./queries";

const DRAFT = {
  id: "drf_1",
  kind: "order",
  name: "Spring",
  step: "week",
  body: { v: 1, doc: { name: "Spring" } },
  verdict: "fits",
  shared: true,
  mine: false,
};

/** The service with a draft that somebody else writes into once more, between its reading and the first change. */
function service(draft: object, late: object) {
  const sent: { etag: string | null; body: unknown }[] = [];
  let [held, edit] = [draft, 1];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json(held, { headers: { ETag: `"${edit}.0"` } });
    sent.push({ etag: request.headers.get("If-Match"), body: await request.json() });
    if (sent.length > 1) return Response.json(held, { headers: { ETag: '"3.0"' } });
    [held, edit] = [{ ...draft, ...late }, 2];
    const problem = { type: "/problems/precondition-failed", code: "precondition_failed", status: 412, title: "" };
    return Response.json(problem, { status: 412, headers: { "Content-Type": "application/problem+json" } });
  });
  return sent;
}

beforeEach(() => {
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});
afterEach(() => vi.unstubAllGlobals());

test("the order that came of a draft is said over what others wrote meanwhile, which stays", async () => {
  const sent = service(DRAFT, { name: "Spring and summer", body: { v: 1, doc: { name: "Spring and summer" } } });
  await tellMade("drf_1", "ord_1");
  expect(sent.map(({ etag }) => etag)).toEqual(['"1.0"', '"2.0"']);
  const { id: _, mine: __, ...kept } = DRAFT;
  expect(sent[1]?.body).toEqual({
    ...kept,
    name: "Spring and summer",
    body: { v: 1, doc: { name: "Spring and summer" } },
    made_order_id: "ord_1",
  });
});

test("a draft that says already what came of it is left as it is", async () => {
  const made = { order_id: "ord_1", at: "2026-11-28T00:47:00Z", by: { type: "user" } };
  const sent = service({ ...DRAFT, made }, {});
  await tellMade("drf_1", "ord_1");
  expect(sent).toEqual([]);
});
