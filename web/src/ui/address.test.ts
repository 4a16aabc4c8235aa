import { expect, test } from "vitest";
import { choice, day, readAddress, text } from "./address";

const SCHEMA = { q: text(), ready: choice(["", "false"], ""), sort: choice(["name", "-name"], "name"), date: day() };

test("what is not in an address, or is nothing it allows, is its default", () => {
  const defaults = { q: "", ready: "", sort: "name", date: "" };
  expect(readAddress(SCHEMA, "")).toStrictEqual(defaults);
  expect(readAddress(SCHEMA, "?ready=perhaps&sort=&date=2026-02-29")).toStrictEqual(defaults);
});

test("what it allows stands as it was given", () => {
  const given = { q: "7-1 数学", ready: "false", sort: "-name", date: "2028-02-29" };
  expect(readAddress(SCHEMA, `?${new URLSearchParams(given)}`)).toStrictEqual(given);
});
