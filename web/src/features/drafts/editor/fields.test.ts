import { afterEach, expect, test, vi } from "vitest";
import { Failure } from "../../../api/problem";
import { marksOfFailure } from "../quote/fit";
import { emptyDoc } from "./doc";
import { focusField, placesOf } from "./fields";

afterEach(() => vi.unstubAllGlobals());

test("a pointer leads to its own field, or to that of what it is a part of", () => {
  expect(placesOf("/rooms/3/seats")).toEqual(['[name="/rooms/3/seats"]', '[name="/rooms/3"]', '[name="/rooms"]']);
  expect(placesOf("/timetable/lessons/4/start").at(-2)).toBe('[role="grid"] [tabindex="0"]');
  expect(placesOf('/a"]b')).toEqual(['[name="/a\\"]b"]']);
});

test("the first field that can be focused is, of choices the one that is chosen", () => {
  const page = { activeElement: undefined as unknown };
  const field = (checked = false, disabled = false) => {
    const one = { matches: () => checked, focus: () => disabled || (page.activeElement = one) };
    return one;
  };
  const [seats, other, chosen] = [field(false, true), field(), field(true)];
  const fields: Record<string, object[]> = { '[name="/rooms/0"]': [seats], '[name="/rooms"]': [other, chosen] };
  vi.stubGlobal("document", Object.assign(page, { querySelectorAll: (place: string) => fields[place] ?? [] }));
  expect(focusField("/rooms/0/seats")).toBe(true);
  expect(page.activeElement).toBe(chosen);
  expect(focusField("/term/first_day")).toBe(false);
});

test("what is said of a step's fields is said with their pointers", () => {
  const errors = [{ code: "too_many", detail: "At most 60.", params: {}, pointer: "/rooms/0/seats" }];
  const failure = new Failure("invalid", 422, { errors } as never, undefined, undefined);
  expect(marksOfFailure(failure, emptyDoc("Asia/Shanghai")).steps.get("rooms")).toEqual([
    { pointer: "/rooms/0/seats", detail: "At most 60." },
  ]);
});
