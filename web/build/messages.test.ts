import { expect, test } from "vitest";
import { classroomMessages } from "../src/features/classrooms/messages";
import { orderMessages } from "../src/features/orders/messages";
import { platformMessages } from "../src/features/platform/messages";
import { settingsMessages } from "../src/features/settings/messages";
import { usageMessages } from "../src/features/usage/messages";
import { formats } from "../src/ui/format";
import { FIRST } from "./messages";

test("the titles that stand in the document are those that the pages have", () => {
  const { orders, classrooms, usage, settings, ops } = FIRST;
  const pages = [orderMessages.orders, classroomMessages.classrooms, usageMessages.usage, settingsMessages.title];
  expect(ops).toEqual(platformMessages.nextBell);
  expect(FIRST["find"]).toEqual(orderMessages.findHint);
  expect([orders, classrooms, usage, settings]).toEqual(pages);
});

test.each(["2026-11-29", "2027-01-01", "2028-02-29", "2027-12-31"])("%s is said as the start page says it", (date) => {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  for (const [at, language] of (["en", "zh-CN"] as const).entries()) {
    const word = (name: string) => FIRST[name]![at]!;
    const said = word("date")
      .replace("{w}", word("weekdays").split("|")[weekday]!)
      .replace("{d}", String(day))
      .replace("{m}", word("months").split("|")[month - 1]!);
    expect(said).toBe(formats(language).date(date, "long"));
  }
});
