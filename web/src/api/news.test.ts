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

test("many events a second ask once at once and once after it, and lose nothing", () => {
  const asked: string[] = [];
  const ask = throttled(1000, (name) => asked.push(name));
  for (let round = 0; round < 50; round += 1) ask("orders");
  ask("members");
  expect(asked).toEqual(["orders", "members"]);
  vi.advanceTimersByTime(1000);
  expect(asked).toEqual(["orders", "members", "orders"]);
  vi.advanceTimersByTime(5000);
  expect(asked).toEqual(["orders", "members", "orders"]);
});
