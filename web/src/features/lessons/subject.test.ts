import { expect, it } from "vitest";
import { subjectColours } from "./subject";

it("tells up to eight subjects of a sheet apart, and gives a sheet of the same subjects the same colours", () => {
  const titles = ["语文", "数学", "英语", "物理", "历史", "生物", "体育", "地理"];
  const colours = subjectColours(titles);
  expect(new Set(colours.values()).size).toBe(8);
  expect(subjectColours([...titles].reverse())).toEqual(colours);
  expect([...subjectColours([...titles, "美术", "音乐"]).values()].every((one) => one >= 1 && one <= 8)).toBe(true);
});
