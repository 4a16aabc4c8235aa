import { afterEach, expect, test, vi } from "vitest";
import { happened, MISSED_MAX } from "./feed";

const SINCE = Date.parse("2026-11-30T00:50:00Z");

afterEach(() => vi.unstubAllGlobals());

function answering(answer: () => Response): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal("location", { origin: "http://here", search: "" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(new URL(request.url));
    return Promise.resolve(answer());
  });
  return asked;
}

const events = (count: number) =>
  Response.json({
    items: Array.from({ length: count }, (_, n) => ({ id: `evt_${n}`, type: "order.ready", subject: "ord_1" })),
  });

test("what happened is asked from that moment on: of an institution, or of all", async () => {
  const asked = answering(() => events(2));
  expect(await happened(true, SINCE)).toEqual(Array(2).fill({ type: "order.ready", subject: "ord_1" }));
  expect(await happened(false, SINCE)).toHaveLength(2);
  expect(asked.map(({ pathname }) => pathname)).toEqual(["/v1/platform/events", "/v1/events"]);
  for (const { searchParams } of asked) expect(Date.parse(searchParams.get("from") ?? "")).toBe(SINCE);
});

test("after more than are told one by one everything is asked again", async () => {
  answering(() => events(MISSED_MAX));
  expect(await happened(true, SINCE)).toEqual(["reset"]);
});

test("where nobody answers nothing is known to have happened", async () => {
  answering(() => new Response("{}", { status: 500, headers: { "Content-Type": "application/problem+json" } }));
  expect(await happened(true, SINCE)).toBeUndefined();
});
