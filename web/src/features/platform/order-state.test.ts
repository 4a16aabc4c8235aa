import { expect, test } from "vitest";
import type { ConditionView } from "../../api/schema.gen";
import { isPaused } from "./order-state";

const condition = (type: string, status: string) => ({ type, status }) as ConditionView;

test("an order is paused while its condition says so", () => {
  expect(isPaused({ conditions: [] })).toBe(false);
  expect(isPaused({ conditions: [condition("Admitted", "true"), condition("Paused", "true")] })).toBe(true);
  expect(isPaused({ conditions: [condition("Paused", "false")] })).toBe(false);
});
