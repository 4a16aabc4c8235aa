import { expect, test } from "vitest";
import { formats } from "../../ui/format";
import { pick } from "../../ui/texts";
import type { Bell } from "./bell";
import { bellMessages } from "./messages";
import { saidOf } from "./said";

const bell: Bell = {
  at: 0,
  until: undefined,
  time: "08:55",
  rooms: 60,
  counts: { ready: 58, warming: 1, missed: 1 },
};

test("a bell is said as a sentence, in either language", () => {
  expect(saidOf(bell, pick(bellMessages, "en"), formats("en"))).toBe(
    "08:55: 60 rooms, 1 not ready, 1 getting ready, 58 ready",
  );
  expect(saidOf(bell, pick(bellMessages, "zh-CN"), formats("zh-CN"))).toBe(
    "08:55：60 间教室，1 间未就绪，1 间准备中，58 间已就绪",
  );
});
