import { expect, test } from "vitest";
import { storedAs, troubleOf, wanted } from "./devices";
import { crowdOf, initialOf } from "./people";
import { calledAs } from "./pass";
import { minutesLeft, moment } from "./times";

const NOW = Date.parse("2026-09-07T00:40:00Z");
const ZONE = "Asia/Shanghai";

test("what was switched off stays off when the page is loaded again", () => {
  expect(wanted(null)).toEqual({ mic: true, camera: true });
  for (const wants of [
    { mic: true, camera: true },
    { mic: false, camera: true },
    { mic: true, camera: false },
    { mic: false, camera: false },
  ])
    expect(wanted(storedAs(wants))).toEqual(wants);
});

test("refused, absent and busy devices are told apart", () => {
  const named = (name: string) => Object.assign(new Error(), { name });
  expect(troubleOf(named("NotAllowedError"))).toBe("refused");
  expect(troubleOf(named("NotFoundError"))).toBe("absent");
  expect(troubleOf(named("NotReadableError"))).toBe("busy");
  expect(troubleOf("no error")).toBe("absent");
});

test("a room opens at a time of the reader's, with the day where it is another", () => {
  expect(moment("en", NOW + 600_000, NOW, ZONE)).toBe("08:50");
  expect(moment("zh-CN", NOW + 600_000, NOW, ZONE)).toBe("08:50");
  expect(moment("en", NOW + 86_400_000, NOW, ZONE)).toBe("Tue 8 Sept, 08:40");
  expect(moment("zh-CN", NOW + 86_400_000, NOW, ZONE)).toMatch(/^9月8日.*周二.* 08:40$/);
  expect([minutesLeft(NOW + 1, NOW), minutesLeft(NOW + 60_000, NOW), minutesLeft(NOW + 61_000, NOW)]).toEqual([
    1, 1, 2,
  ]);
});

test("a person is one letter, whatever letters are", () => {
  expect([" lin", "林老师", "👩‍🏫 Lin", "", "éa"].map(initialOf)).toEqual(["L", "林", "👩‍🏫", "·", "É"]);
  expect([1, 3, 6, 7].map(crowdOf)).toEqual(["one", "few", "some", "many"]);
});

test("a member without a name is called as in the portal", () => {
  expect(calledAs({ id: "usr_1", user_name: "林老师", email: "lin@school.example" })).toBe("林老师");
  expect(calledAs({ id: "usr_1", email: "lin@school.example" })).toBe("lin");
});
