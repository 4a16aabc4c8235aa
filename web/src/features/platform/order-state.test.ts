import { expect, test } from "vitest";
import type { ConditionView } from "../../api/schema.gen";
import { isPaused, stateOf, whyNot } from "./order-state";

const condition = (type: string, status: string) => ({ type, status }) as ConditionView;

test("an order is paused while its condition says so", () => {
  expect(isPaused({ conditions: [] })).toBe(false);
  expect(isPaused({ conditions: [condition("Admitted", "true"), condition("Paused", "true")] })).toBe(true);
  expect(isPaused({ conditions: [condition("Paused", "false")] })).toBe(false);
});

test("an image that some nodes lack is told of an order that is ready, and makes it no other", () => {
  const lacks = condition("Preloaded", "false");
  const ready = { phase: "active" as const, ready: true, conditions: [condition("Ready", "true"), lacks] };
  expect(stateOf(ready)).toBe("ready");
  expect(whyNot(ready)).toBe(lacks);
  const unknown = [condition("Ready", "true"), condition("Preloaded", "unknown")];
  expect(whyNot({ ready: true, conditions: unknown })).toBeUndefined();
  const missing = condition("Ready", "false");
  expect(whyNot({ ready: false, conditions: [missing, lacks] })).toBe(missing);
});
