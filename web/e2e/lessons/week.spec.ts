// The head of teaching sees the week of a class; a teacher on a phone, the day.
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";
import { TWO_PERIODS, placeOrder } from "../support/orders";

inBothLanguages("the week of a class", (language) => {
  const zh = language === "zh-CN";

  test("is two clicks away, and its address shows the same week to whoever gets it", async ({
    page,
    school,
    signIn,
  }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/");
    await page.getByRole("link", { name: zh ? "周课表" : "Week", exact: true }).click();
    await page.getByRole("link", { name: "7-1", exact: true }).click();
    await page.getByRole("link", { name: zh ? "下一周" : "The week after" }).click();

    const week = page.getByRole("table", { name: zh ? "7-1 周课表" : "Week of 7-1" });
    await expect(week.getByRole("columnheader")).toHaveCount(6);
    await expect(week.getByRole("link", { name: "语文" })).toHaveCount(5);
    await expect(week.getByRole("link", { name: "数学" })).toHaveCount(3);
    await expect(week).toContainText("林老师");
    await expectAccessible(page);

    const address = page.url();
    await page.reload();
    await expect(week.getByRole("link", { name: "数学" })).toHaveCount(3);
    expect(page.url()).toBe(address);
  });

  further("opens a lesson over the page, and closes it again", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/week?room=7-2");
    await page.getByRole("link", { name: zh ? "下一周" : "The week after" }).click();
    await page.getByRole("link", { name: "语文" }).first().click();

    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText("08:00 – 08:45");
    await expect(sheet).toContainText("林老师");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    expect(new URL(page.url()).searchParams.get("lesson")).toBeNull();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, locale: "zh-CN" });

  test("a week is one day at a time, without a second scroll bar", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/week?room=7-1");
    await page.getByRole("link", { name: "下一周" }).click();
    await page.getByRole("button", { name: /周三/ }).click();
    const week = page.getByRole("table", { name: "7-1 周课表" });
    await expect(week.getByRole("link")).toHaveCount(2);
    await page.getByRole("button", { name: /周二/ }).click();
    await expect(week.getByRole("link")).toHaveCount(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await expectAccessible(page);
  });
});
