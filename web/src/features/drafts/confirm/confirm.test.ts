import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OrderView } from "../../../api/schema.gen";
import { type Doc, emptyDoc, toOrder } from "../editor/doc";
import { openOf } from "../editor/open";
import type { Kept } from "../types";
import { sendUntilAnswered } from "./confirm";

const WAS: Doc = {
  ...emptyDoc("Asia/Shanghai"),
  name: "Spring",
  region: "cn-beijing",
  rooms: [{ key: "7-1", seats: 50 }],
  term: { first_day: "2027-03-01", last_day: "2027-07-04" },
};
const MINE: Doc = { ...WAS, name: "Spring, grade 7" };
const THEIRS: Doc = { ...WAS, name: "Summer" };

function amendment() {
  const base = { order_id: "ord_1", etag: '"1.0"' };
  const kept: Kept = { kind: "amendment", base, step: "review", body: { v: 1, doc: MINE, base: WAS }, shared: false };
  return openOf(kept, { is: "saved", at: 0 }, 0);
}

const order = (doc: Doc): OrderView => ({ ...toOrder(doc), id: "ord_1" }) as OrderView;

/** A gateway that gives up on the first change, of which the service makes `made` all the same; what comes later goes on from what is no more. */
function gateway(made: Doc, status: number) {
  const sent: string[] = [];
  let held = { doc: WAS, etag: '"1.0"' };
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json(order(held.doc), { headers: { ETag: held.etag } });
    sent.push(request.headers.get("If-Match") ?? "");
    if (sent.length === 1) {
      held = { doc: made, etag: '"2.0"' };
      if (status !== 412) return new Response("<html>Gateway</html>", { status });
    }
    const problem = { type: "/problems/precondition-failed", code: "precondition_failed", status: 412, title: "" };
    return Response.json(problem, { status: 412, headers: { "Content-Type": "application/problem+json" } });
  });
  return sent;
}

beforeEach(() => {
  vi.stubGlobal("location", { origin: "http://here", pathname: "/", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("window", { setTimeout: (run: () => void) => queueMicrotask(run) });
});
afterEach(() => vi.unstubAllGlobals());

test.each([502, 504])(
  "an amendment that went through behind a gateway's %i is nobody else's change",
  async (status) => {
    const sent = gateway(MINE, status);
    const tell = vi.fn();
    expect((await sendUntilAnswered(amendment(), "key", tell)).etag).toBe('"2.0"');
    expect([sent, tell.mock.calls.length]).toEqual([['"1.0"'], 1]);
  },
);

test("who presses again after an answer was lost is not told of their own change", async () => {
  const sent = gateway(MINE, 412);
  expect((await sendUntilAnswered(amendment(), "key", vi.fn())).data.name).toBe(MINE.name);
  expect(sent).toHaveLength(1);
});

test.each([412, 504])("what somebody else changed is told of, after a %i too", async (status) => {
  const sent = gateway(THEIRS, status);
  await expect(sendUntilAnswered(amendment(), "key", vi.fn())).rejects.toMatchObject({ status: 412 });
  expect(new Set(sent)).toEqual(new Set(['"1.0"']));
});
