// The head of teaching changes one lesson: where it is, when it ends, whether it is held.
import { TWO_PERIODS, clock, day, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

/** Of next week, whatever day it is. */
async function openNextWeek(page: Page, zh: boolean): Promise<void> {
  await page.goto("/week?room=7-1");
  await page.getByRole("link", { name: zh ? "下一周" : "The week after" }).click();
}

inBothLanguages("one lesson", (language) => {
  const zh = language === "zh-CN";
  const words = {
    move: zh ? "调课" : "Move",
    moveTo: zh ? /^移到 .*周二/ : /^Move to Tue/,
    tuesday: zh ? /周二 08:55: 空闲/ : /^Tue.*08:55: free/,
    moved: zh ? /已移到 .*周二 08:55/ : /Moved to Tue.*08:55/,
    undo: zh ? "撤销" : "Undo",
  };

  test("is moved by mouse, and taken back", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await openNextWeek(page, zh);
    const week = page.getByRole("table", { name: zh ? "7-1 周课表" : "Week of 7-1" });
    const maths = week.getByRole("row", { name: /08:55/ }).getByRole("cell");
    await maths.nth(0).getByRole("link", { name: "数学" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: words.move, exact: true }).click();
    await sheet.getByRole("gridcell", { name: words.tuesday }).click();
    await expectAccessible(page);
    await sheet.getByRole("button", { name: words.moveTo }).click();

    await expect(sheet.getByRole("status").filter({ hasText: words.moved })).toBeFocused();
    await expect(sheet).toContainText("08:55 – 09:40");
    await expectAccessible(page);
    await expect(maths.nth(1)).toContainText("数学");
    await expect(maths.nth(0)).not.toContainText("数学");

    await sheet.getByRole("button", { name: words.undo }).click();
    await expect(sheet.getByRole("status").filter({ hasText: zh ? "已撤销" : "As it was" })).toBeVisible();
    await expect(maths.nth(0)).toContainText("数学");
  });

  further("is moved by keyboard alone", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await openNextWeek(page, zh);
    await page.getByRole("link", { name: "数学" }).first().focus();
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: words.move, exact: true }).focus();
    await page.keyboard.press("Enter");
    // The week comes into focus where the lesson is.
    await expect(sheet.getByRole("gridcell", { name: zh ? /周一 08:55/ : /^Mon.*08:55/ })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(sheet.getByRole("gridcell", { name: words.tuesday })).toBeFocused();
    await page.keyboard.press("Space");
    await expect(sheet.getByRole("gridcell", { selected: true })).toHaveCount(1);
    await page.keyboard.press("Tab");
    await sheet.getByLabel(zh ? "开始时间" : "Start", { exact: true }).fill("08:50");
    await page.keyboard.press("Enter");
    await expect(sheet.getByRole("status").filter({ hasText: "08:50" })).toBeFocused();
    await expect(sheet).toContainText("08:50 – 09:35");
  });

  test("is cancelled after a question, and held again", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await openNextWeek(page, zh);
    await page.getByRole("link", { name: "数学" }).first().click();
    const sheet = page.getByRole("dialog");
    const cancel = sheet.getByRole("button", { name: zh ? "取消这节课" : "Cancel the lesson" });
    await cancel.click();
    await expectAccessible(page);
    await cancel.click();
    await expect(sheet.getByRole("status").filter({ hasText: zh ? "已取消。" : "Cancelled." })).toBeVisible();
    // It stays where it was to be held, so that who looks for it finds it.
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: zh ? /已取消.*数学/ : /Cancelled.*数学/ }).click();
    await sheet.getByRole("button", { name: zh ? "恢复为课表安排" : "As the timetable has it" }).click();
    await expect(sheet.getByRole("status").filter({ hasText: "08:55" })).toBeVisible();
    await expect(cancel).toBeVisible();

    await page.goto(`/orders/${id}/history`);
    await expect(page.getByText(zh ? "取消了一节课。" : "A lesson was cancelled.")).toBeVisible();
    await expect(
      page.getByText(zh ? "一节课恢复为课表安排。" : "A lesson is again as the timetable has it."),
    ).toBeVisible();
  });

  further("that runs is given more time, and nothing else is offered", async ({ page, school, signIn }) => {
    await placeOrder(school, {
      lines: [{ key: "art", title: "美术", dates: [day()], start: clock(), duration_minutes: 30 }],
    });
    await signIn(school.owner);
    await page.goto("/");
    await page.getByRole("row", { name: /7-1/ }).getByRole("link", { name: "美术" }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByRole("button", { name: words.move, exact: true })).toHaveCount(0);
    await sheet.getByRole("button", { name: zh ? "延长 10 分钟" : "10 minutes more" }).click();
    await expect(sheet.getByRole("status").filter({ hasText: zh ? "下课" : "Ends at" })).toBeVisible();
    await expect(sheet.getByRole("button", { name: words.undo })).toHaveCount(0);
  });

  further("that runs is given more time by keyboard alone", async ({ page, school, signIn }) => {
    await placeOrder(school, {
      lines: [{ key: "art", title: "美术", dates: [day()], start: clock(), duration_minutes: 30 }],
    });
    await signIn(school.owner);
    await page.goto("/");
    await page.getByRole("row", { name: /7-1/ }).getByRole("link", { name: "美术" }).focus();
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog");
    const more = sheet.getByRole("button", { name: zh ? "延长 10 分钟" : "10 minutes more" });
    await expect(more).toBeVisible();
    await expect(async () => {
      await page.keyboard.press("Tab");
      await expect(more).toBeFocused({ timeout: 100 });
    }).toPass();
    await page.keyboard.press("Enter");
    await expect(sheet.getByRole("status").filter({ hasText: zh ? "下课" : "Ends at" })).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
  });

  further(
    "that would not fit stays, and says why; what was chosen stays too",
    async ({ page, school, operator, signIn }) => {
      const tuesday = { key: "other", title: "英语", rrule: "FREQ=WEEKLY;BYDAY=TU", start: "08:55" };
      await placeOrder(school, { lines: TWO_PERIODS });
      await placeOrder(school, { name: "Others", rooms: [{ key: "8-1" }, { key: "8-2" }], lines: [tuesday] });
      const quota = { rooms: 2, seats: 100, live_orders: 50, rooms_per_order: 200, reason: "as a story has it" };
      await operator.send("PUT", `/v1/tenants/${school.id}/quota`, { body: quota, headers: { "If-Match": "*" } });
      await signIn(school.owner);
      await openNextWeek(page, zh);
      await page.getByRole("link", { name: "数学" }).first().click();
      const sheet = page.getByRole("dialog");
      await sheet.getByRole("button", { name: words.move, exact: true }).click();
      await sheet.getByRole("gridcell", { name: words.tuesday }).click();
      await sheet.getByRole("button", { name: words.moveTo }).click();
      const refusal = sheet.getByRole("alert");
      await expect(refusal.getByRole("listitem").first()).toContainText(zh ? "教室" : "rooms");
      await expect(sheet.getByRole("gridcell", { selected: true, name: words.tuesday })).toBeVisible();
      await expectAccessible(page);

      // A field that is wrong says so itself.
      await sheet.getByLabel(zh ? "时长（分钟）" : "Minutes", { exact: true }).fill("0");
      await sheet.getByRole("button", { name: words.moveTo }).click();
      await expect(sheet.getByLabel(zh ? "时长（分钟）" : "Minutes", { exact: true })).toHaveAttribute(
        "aria-invalid",
        "true",
      );
      await sheet.getByLabel(zh ? "时长（分钟）" : "Minutes", { exact: true }).fill("45");
      await sheet.getByRole("button", { name: words.moveTo }).click();
      // What would fit is one press away.
      await refusal.getByRole("button").first().click();
      await expect(sheet.getByRole("status").filter({ hasText: zh ? "已移到" : "Moved to" })).toBeVisible();
    },
  );
});

further(
  "a place is free, but its teacher is elsewhere: that is said before it is chosen",
  async ({ page, school, signIn }) => {
    const maths = { title: "数学", teachers: ["陈老师"], start: "08:55" };
    await placeOrder(school, {
      lines: [
        { ...maths, key: "here", rooms: ["7-1"], rrule: "FREQ=WEEKLY;BYDAY=MO" },
        { ...maths, key: "there", rooms: ["7-2"], rrule: "FREQ=WEEKLY;BYDAY=TU" },
      ],
    });
    await signIn(school.owner);
    await openNextWeek(page, false);
    await page.getByRole("link", { name: "数学" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "Move", exact: true }).click();
    const busy = sheet.getByRole("gridcell", { name: /^Tue.*08:55: free, but a teacher is elsewhere then/ });
    await expect(busy).toContainText("陈老师 → 7-2");
    await expectAccessible(page);
    await busy.click();
    await sheet.getByRole("button", { name: /^Move to Tue/ }).click();
    await expect(sheet.getByRole("status").filter({ hasText: "Moved to Tue" })).toBeVisible();
  },
);

further("what was chosen stays when nobody answers, and is sent again", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  await openNextWeek(page, false);
  await page.getByRole("link", { name: "数学" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Move", exact: true }).click();
  await sheet.getByRole("gridcell", { name: /^Tue.*08:55: free/ }).click();
  await expect(page.getByRole("contentinfo", { includeHidden: true })).toContainText("live");
  await page.context().setOffline(true);
  const move = sheet.getByRole("button", { name: /^Move to Tue/ });
  await move.click();
  await expect(sheet.getByText("No connection.")).toBeVisible();
  await expect(sheet.getByRole("gridcell", { selected: true, name: /^Tue.*08:55/ })).toBeVisible();
  await page.context().setOffline(false);
  await move.click();
  await expect(sheet.getByRole("status").filter({ hasText: "Moved to Tue" })).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, locale: "zh-CN", hasTouch: true, isMobile: true });

  test("a lesson is moved by tapping it, and where it goes", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/week?room=7-1");
    await page.getByRole("link", { name: "下一周" }).tap();
    await page.getByRole("button", { name: /周三/ }).tap();
    await page.getByRole("link", { name: "数学" }).tap();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "调课", exact: true }).tap();
    await sheet.getByRole("button", { name: /周四/ }).tap();
    await sheet.getByRole("gridcell", { name: /周四 08:55: 空闲/ }).tap();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await sheet.getByRole("button", { name: /^移到 .*周四/ }).tap();
    await expect(sheet.getByRole("status").filter({ hasText: "已移到" })).toBeVisible();
    await sheet.getByRole("button", { name: "关闭" }).tap();
    await page.getByRole("button", { name: /周四/ }).tap();
    await expect(page.getByRole("link", { name: "数学" })).toBeVisible();
  });

  further("a lesson that runs is given more time by a tap", async ({ page, school, signIn }) => {
    await placeOrder(school, {
      lines: [{ key: "art", title: "美术", dates: [day()], start: clock(), duration_minutes: 30 }],
    });
    await signIn(school.owner);
    await page.goto("/");
    await page.getByRole("link", { name: /7-1.*美术/ }).tap();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "延长 10 分钟" }).tap();
    await expect(sheet.getByRole("status").filter({ hasText: "下课" })).toBeVisible();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
