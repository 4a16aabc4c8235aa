import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { madeOld, throttled, touches } from "./news";

const FEATURES = resolve(import.meta.dirname, "..");

/** The first words of keys in a file of the sources. */
function keysOf(file: string): string[] {
  if (!/\.tsx?$/.test(file) || file.endsWith("schema.gen.ts")) return [];
  const text = readFileSync(resolve(FEATURES, file), "utf8");
  return [...text.matchAll(/\bkey\(\s*"([a-z_]+)"/g)].map(([, name]) => name!);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an order's news make lists of orders, lessons and rooms old, and every event the feed", () => {
  expect(madeOld("order.not_ready")).toEqual(expect.arrayContaining(["orders", "lessons", "classrooms", "events"]));
  expect(madeOld("api_key.created")).toEqual(["api_keys", "events"]);
  expect(madeOld("something.new")).toEqual(["events"]);
});

test("every event that the API tells of makes something old beside the feed", () => {
  const document = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../openapi/openapi.json"), "utf8"));
  const asked: { name: string; schema: { enum: string[] } }[] = document.paths["/v1/platform/events"].get.parameters;
  const types = asked.find(({ name }) => name === "type")!.schema.enum;
  expect(types.length).toBeGreaterThan(50);
  expect(types.filter((type) => madeOld(type).length === 1)).toEqual([]);
});

/** The kind of id that events of these words are about, as far as answers of one such thing are known. */
const SUBJECTS: readonly (readonly [prefix: string, kind: string])[] = [
  ["order.", "ord"],
  ["member.", "mem"],
  ["partner.", "ptn"],
  ["academic_calendar.", "cal"],
  ["tenant.", "ten"],
  ["quota.", "ten"],
];
/** Answers of one thing, and others of the same features that are not. */
const asked = (feature: string, verb: string, params: unknown) => [feature, verb, null, "en", params];
const OF_ONE = (id: string): Record<string, unknown[][]> => ({
  ord: [
    asked("orders", "get", { id }),
    asked("orders", "events", { id, mayReadAll: true }),
    asked("orders", "generations", { id }),
    asked("orders", "generation", { id, number: 1 }),
    asked("lessons", "list", { from: "a", to: "b", order_id: id }),
    asked("lessons", "pages", { from: "a", to: "b", order_id: id }),
    asked("lessons", "first", { order: id, lastDay: "2027-01-01" }),
    asked("lessons", "running", id),
    asked("classrooms", "list", { order_id: id }),
  ],
  mem: [asked("members", "get", { id })],
  ptn: [asked("partners", "get", id)],
  cal: [asked("academic_calendars", "get", { id })],
  ten: ["get", "quota", "quota-events", "members"].map((verb) => asked("tenants", verb, id)),
});
const OF_ALL = [
  asked("orders", "list", { q: "" }),
  asked("orders", "troubled", null),
  asked("lessons", "list", { from: "a", to: "b" }),
  asked("lessons", "board", { date: "2026-11-24" }),
  asked("lessons", "get", "les_1"),
  asked("classrooms", "list", { q: "" }),
  asked("classrooms", "get", { id: "cls_1" }),
  asked("tenants", "list", {}),
  asked("tenants", "use", "ten_b"),
  asked("members", "list", {}),
  asked("partners", "list", null),
  asked("academic_calendars", "list", null),
  asked("academic_calendars", "quote", { id: "cal_b", days: [] }),
  asked("clusters", "get", "clu_b"),
  asked("usage", "quota", null),
  asked("bells", "school", {}),
];

const TYPES: string[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../openapi/openapi.json"), "utf8"),
).paths["/v1/platform/events"].get.parameters.find(({ name }: { name: string }) => name === "type").schema.enum;

test.each(TYPES)("%s makes nothing old that is of another thing alone, and all else", (type) => {
  const kind = SUBJECTS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? "xyz";
  const news = { type, subject: `${kind}_a` };
  const [same, others] = [OF_ONE(`${kind}_a`), OF_ONE(`${kind}_b`)];
  const onOthers = /^(order\.move|tenant\.purge)/.test(type);
  for (const key of same[kind] ?? []) expect(touches(news, key), String(key)).toBe(true);
  for (const key of others[kind] ?? []) expect(touches(news, key), String(key)).toBe(onOthers);
  for (const key of OF_ALL) expect(touches(news, key), String(key)).toBe(true);
  // Where the feed does not say what it is about, and where that is of another kind, everything may be another.
  for (const key of Object.values(OF_ONE("foo_b")).flat()) expect(touches(news, key), String(key)).toBe(true);
  for (const key of Object.values(others).flat()) expect(touches({ type }, key), String(key)).toBe(true);
});

test("what an event makes old are first words of what is asked", () => {
  const features = new Set(readdirSync(FEATURES, { recursive: true, encoding: "utf8" }).flatMap(keysOf));
  const document = readFileSync(resolve(import.meta.dirname, "news.ts"), "utf8");
  const named = [...document.matchAll(/^ {2}\["[a-z_.]+", \[([^\]]*)\]\]/gm)].flatMap(([, list]) =>
    [...list!.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name!),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !features.has(name))).toEqual([]);
});

const PACE = { burst: 3, gapMs: 100, periodMs: 1_000 };

/** Asks by this, and when it called for what since. */
function noted() {
  const began = Date.now();
  const calls: [name: string, ms: number][] = [];
  const ask = throttled(PACE, (name) => calls.push([name, Date.now() - began]));
  const times = (of: string) => calls.filter(([name]) => name === of).map(([, ms]) => ms);
  return { ask, times };
}

test("many events at once ask at once and once after them, each name by itself, and lose nothing", () => {
  const { ask, times } = noted();
  for (let round = 0; round < 50; round += 1) ask("orders");
  ask("members");
  expect([times("orders"), times("members")]).toEqual([[0], [0]]);
  vi.advanceTimersByTime(5_000);
  expect([times("orders"), times("members")]).toEqual([[0, 100], [0]]);
});

test("a few events one after the other each ask at once", () => {
  const { ask, times } = noted();
  for (let round = 0; round < 3; round += 1) {
    ask("orders");
    vi.advanceTimersByTime(150);
  }
  expect(times("orders")).toEqual([0, 150, 300]);
});

test("events that go on ask once a second, and a pause gives back what a few may ask", () => {
  const { ask, times } = noted();
  for (let ms = 0; ms < 10_000; ms += 50) {
    ask("orders");
    vi.advanceTimersByTime(50);
  }
  const calls = times("orders");
  expect(calls.slice(0, 3)).toEqual([0, 100, 200]);
  expect(calls.length).toBeGreaterThanOrEqual(11);
  expect(calls.length).toBeLessThanOrEqual(13);
  vi.advanceTimersByTime(60_000);
  const before = times("orders").length;
  for (let round = 0; round < 3; round += 1) {
    ask("orders");
    vi.advanceTimersByTime(100);
  }
  expect(times("orders").length).toBe(before + 3);
});

test("answers of one thing are asked by such keys", () => {
  const sources = readdirSync(FEATURES, { recursive: true, encoding: "utf8" })
    .filter((file) => /queries\.ts$|later\.ts$/.test(file))
    .map((file) => readFileSync(resolve(FEATURES, file), "utf8"))
    .join("");
  const keys = new Set([...sources.matchAll(/key\("([a-z_]+)", "([a-z-]+)"/g)].map(([, one, two]) => `${one} ${two}`));
  const news = readFileSync(resolve(import.meta.dirname, "news.ts"), "utf8");
  const named = [...news.matchAll(/^ {2}"([a-z_]+ [a-z-]+)": "/gm)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !keys.has(name))).toEqual([]);
});
