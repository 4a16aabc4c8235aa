import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { madeOld, throttled } from "./news";

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
