import { expect, test } from "vitest";
import { pick } from "../../ui/texts";
import { lessonMessages } from "../lessons/messages";
import { lesson } from "../lessons/testing";
import type { Lesson } from "../lessons/types";
import { missedBy } from "./missed";

const AT = Date.parse("2026-11-24T08:56:00+08:00");
const row = (key: string, state: Lesson["state"], start = "08:55") => ({
  key,
  lessons: [lesson({ room: key, start, state })],
});

test("classes whose rooms are not there are named up to three", () => {
  const rows = [row("7-1", "live"), row("8-2", "missed"), row("8-3", "warming"), row("8-4", "missed", "09:50")];
  // What still comes up when its bell has rung is not ready.
  expect(missedBy(rows, { time: "08:55", missed: 2 }, AT)).toEqual(["8-2", "8-3"]);
  const many = ["1", "2", "3", "4"].map((key) => row(key, "missed"));
  expect(missedBy(many.slice(0, 3), { time: "08:55", missed: 3 }, AT)).toEqual(["1", "2", "3"]);
  expect(missedBy(many, { time: "08:55", missed: 4 }, AT)).toEqual([]);
});

test("no name is said while the board knows not all of them, or two have the same", () => {
  expect(missedBy([row("8-3", "missed")], { time: "08:55", missed: 2 }, AT)).toEqual([]);
  expect(missedBy([row("8-3", "missed"), row("8-3", "missed")], { time: "08:55", missed: 2 }, AT)).toEqual([]);
  expect(missedBy([], { time: "08:55", missed: 1 }, AT)).toEqual([]);
});

test("the sentence names them in both languages", () => {
  const [en, zh] = [pick(lessonMessages, "en"), pick(lessonMessages, "zh-CN")];
  expect(en.namedNotReadyFor(["8-3"], "08:55")).toBe("8-3 is not ready for 08:55.");
  expect(en.namedNotReadyFor(["8-2", "8-3", "8-4"], "08:55")).toBe("8-2, 8-3 and 8-4 are not ready for 08:55.");
  expect(zh.namedNotReadyFor(["8-3"], "08:55")).toBe("8-3 尚未为 08:55 的课就绪。");
  expect(zh.namedNotReadyFor(["8-2", "8-3"], "08:55")).toBe("8-2、8-3 尚未为 08:55 的课就绪。");
});
