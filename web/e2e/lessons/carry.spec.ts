// A lesson is carried over a week or a day, by mouse and by keyboard; a drop says where, and is asked about before anything is moved.
import type { Locator } from "@playwright/test";
import { TWO_PERIODS, day, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

/** Of next week, whatever day it is. */
async function openNextWeek(page: Page, zh: boolean, whose = "room=7-1"): Promise<void> {
  await page.goto(`/week?${whose}`);
  await page.getByRole("link", { name: zh ? "下一周" : "The week after" }).click();
}

inBothLanguages("a lesson of a class", (language) => {
  const zh = language === "zh-CN";
  const words = {
    moveTo: zh ? /^移到 .*周二/ : /^Move to Tue/,
    tuesday: zh ? /周二 08:55: 空闲/ : /^Tue.*08:55: free/,
    moved: zh ? /已移到 .*周二 08:55/ : /Moved to Tue.*08:55/,
  };

  test("is dragged to a free cell, and to none that is taken", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await openNextWeek(page, zh);
    // The bells of today, on a school day, are a table too.
    const week = page.getByRole("main").getByRole("table");
    const row = (start: string) => week.getByRole("row", { name: start }).getByRole("cell");
    const drag = async (to: Locator) => {
      await row("08:55").nth(0).getByRole("link").hover();
      await page.mouse.down();
      await to.hover();
      await page.mouse.up();
    };
    await drag(row("08:00").nth(1));
    const sheet = page.getByRole("dialog");
    await expect(sheet).toHaveCount(0);
    await drag(row("08:55").nth(1));
    await expect(sheet.getByRole("gridcell", { selected: true, name: words.tuesday })).toBeVisible();
    await sheet.getByRole("button", { name: words.moveTo }).click();
    await expect(sheet.getByRole("status").filter({ hasText: words.moved })).toBeVisible();
    await expect(row("08:55").nth(1)).toContainText("数学");
  });

  further("is carried over its week by keyboard", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await openNextWeek(page, zh);
    const lesson = page.getByRole("link", { name: "数学" }).first();
    const said = page.getByRole("main").getByRole("status");
    await lesson.focus();
    await page.keyboard.press("Space");
    await expect(said.filter({ hasText: zh ? "已拿起“数学”" : "数学 picked up" })).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(said.filter({ hasText: zh ? "留在原处" : "stays where it is" })).toHaveCount(1);
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await expect(said.filter({ hasText: zh ? "已有“语文”" : "taken by 语文" })).toHaveCount(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(said.filter({ hasText: zh ? "空闲" : "free" })).toHaveCount(1);
    await expectAccessible(page);
    await page.keyboard.press("Space");
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByRole("button", { name: words.moveTo })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(sheet.getByRole("status").filter({ hasText: words.moved })).toBeFocused();
    // The lesson is drawn anew in its new place: who goes on by keys goes on there.
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await expect(page.locator("td:focus-within").getByRole("link", { name: "数学" })).toBeFocused();
  });
});

inBothLanguages("a teacher's week", (language) => {
  const zh = language === "zh-CN";
  const teachers = ["陈老师"];
  const LINES = [
    { key: "maths", title: "数学", teachers, rooms: ["7-1"], rrule: "FREQ=WEEKLY;BYDAY=MO", start: "08:55" },
    { key: "other", title: "语文", rooms: ["7-1"], rrule: "FREQ=WEEKLY;BYDAY=TU", start: "08:55" },
    { key: "more", title: "数学", teachers, rooms: ["7-2"], rrule: "FREQ=WEEKLY;BYDAY=WE,TH,FR", start: "10:00" },
  ];
  const open = (page: Page) => openNextWeek(page, zh, `teacher=${encodeURIComponent("陈老师")}`);
  const cell = (page: Page, start: string, day: number) =>
    page.getByRole("main").getByRole("table").getByRole("row", { name: start }).getByRole("cell").nth(day);

  test("takes a lesson by mouse to where its class is free too, and shows what the class has", async ({
    page,
    school,
    signIn,
  }) => {
    await placeOrder(school, { lines: LINES });
    await signIn(school.owner);
    await open(page);
    const sheet = page.getByRole("dialog");
    const lesson = cell(page, "08:55", 0).getByRole("link");
    await lesson.hover();
    await page.mouse.down();
    await cell(page, "08:55", 1).hover();
    await expect(cell(page, "08:55", 1)).toContainText("7-1 语文");
    await page.mouse.up();
    await expect(cell(page, "08:55", 1)).not.toContainText("语文");
    await expect(sheet).toHaveCount(0);
    await lesson.hover();
    await page.mouse.down();
    await cell(page, "08:55", 3).hover();
    await page.mouse.up();
    await sheet.getByRole("button", { name: zh ? /^移到 .*周四/ : /^Move to Thu/ }).click();
    await expect(sheet.getByRole("status").filter({ hasText: "08:55" })).toBeVisible();
    await expect(cell(page, "08:55", 3)).toContainText("数学");
  });

  further("takes a lesson by keyboard, and says what its class has there", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: LINES });
    await signIn(school.owner);
    await open(page);
    const said = page.getByRole("main").getByRole("status");
    await cell(page, "08:55", 0).getByRole("link").focus();
    await page.keyboard.press("Space");
    await expect(cell(page, "08:55", 1)).toContainText("7-1 语文");
    await page.keyboard.press("ArrowRight");
    await expect(said.filter({ hasText: zh ? "已有“7-1 语文”" : "taken by 7-1 语文" })).toHaveCount(1);
    await expectAccessible(page);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByRole("button", { name: zh ? /^移到 .*周三/ : /^Move to Wed/ })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(sheet.getByRole("status").filter({ hasText: "08:55" })).toBeFocused();
  });
});

further(
  "a lesson is dragged along the row of its class on the board of a day, and to no other row",
  async ({ page, school, signIn }) => {
    await placeOrder(school, {
      lines: [
        { key: "chinese", title: "语文", dates: [day(2)], start: "08:00" },
        { key: "sports", title: "体育", rooms: ["7-2"], dates: [day(2)], start: "10:00" },
      ],
    });
    await signIn(school.owner);
    await page.goto(`/day?date=${day(2)}`);
    const cells = (room: string) => page.getByRole("row", { name: room }).getByRole("cell");
    const lesson = cells("7-1").nth(0).getByRole("link");
    const sheet = page.getByRole("dialog");
    for (const to of [cells("7-2").nth(0), cells("7-1").nth(1)]) {
      await expect(sheet).toHaveCount(0);
      await lesson.hover();
      await page.mouse.down();
      await to.hover();
      await page.mouse.up();
    }
    await sheet.getByRole("button", { name: /^Move to .*10:00/ }).click();
    await expect(sheet.getByRole("status").filter({ hasText: "10:00" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(cells("7-1").nth(1)).toContainText("语文");

    const moved = cells("7-1").nth(1).getByRole("link");
    await moved.focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowLeft");
    await expectAccessible(page);
    await page.keyboard.press("Space");
    await expect(sheet.getByRole("button", { name: /^Move to .*08:00/ })).toBeVisible();
  },
);
