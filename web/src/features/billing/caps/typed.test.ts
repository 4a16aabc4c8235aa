import { expect, test } from "vitest";
import { percentsOf } from "./typed";

test("thresholds are read as people type them, and what is no number is left for the API to refuse", () => {
  expect(percentsOf("80, 100")).toEqual([80, 100]);
  expect(percentsOf("50%，80 100")).toEqual([50, 80, 100]);
  expect(percentsOf("")).toEqual([]);
  expect(percentsOf("much")).toEqual(["much"]);
});
