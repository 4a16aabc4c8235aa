// A lesson that no timetable has: now, or at a time of today; and when its room will be ready.
import { TWO_PERIODS, day, placeOrder } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

inBothLanguages("a lesson beside the timetable", (language) => {
  const zh = language === "zh-CN";
  const words = {
    hold: zh ? "临时加课" : "Hold a lesson",
    send: zh ? "加这节课" : "Hold the lesson",
    title: zh ? "课程名称" : "Title",
    readyBy: zh ? /教室将在 \d\d:\d\d 前就绪。/ : /The room will be ready by \d\d:\d\d\./,
  };

  test("is held now, and says when its room will be ready", async ({ page, school, signIn }) => {
    // Over before any story is told, so that the room is free now.
    const early = TWO_PERIODS.map((line) => ({ ...line, start: "05:30" })).slice(0, 1);
    const { id } = await placeOrder(school, { lines: early });
    await signIn(school.owner);
    await page.goto("/week?room=7-1");
    await page.getByRole("button", { name: words.hold }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel(words.title).fill("家长会");
    await expectAccessible(page);
    await sheet.getByRole("button", { name: words.send }).click();
    await expect(sheet.getByRole("status")).toContainText(words.readyBy);
    await expectAccessible(page);
    await sheet.getByRole("button", { name: zh ? "查看这节课" : "Open the lesson" }).click();
    await expect(sheet).toContainText("家长会");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("table").getByRole("link", { name: "家长会" })).toBeVisible();

    await page.goto(`/orders/${id}/history`);
    await expect(
      page.getByText(zh ? "在课表之外加了一节课。" : "A lesson was added beside the timetable."),
    ).toBeVisible();
  });

  further("is held at a time, which has to be said", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/classrooms");
    await page.getByRole("link", { name: "7-2" }).first().click();
    await page.getByRole("button", { name: words.hold }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel(words.title).fill("补课");
    await sheet.getByRole("button", { name: zh ? "指定时间" : "At a time" }).click();
    await sheet.getByLabel(zh ? "日期" : "Date").fill(day(2));
    await sheet.getByRole("button", { name: words.send }).click();
    const start = sheet.getByLabel(zh ? "开始时间" : "Start", { exact: true });
    await expect(start).toHaveAttribute("aria-invalid", "true");
    await expect(sheet.getByLabel(words.title)).toHaveValue("补课");
    await start.fill("16:10");
    await sheet.getByRole("button", { name: words.send }).click();
    await expect(sheet.getByRole("status")).toContainText("16:10 – 16:55");
    await expect(sheet.getByRole("status")).toContainText(words.readyBy);
    await sheet
      .getByRole("button", { name: zh ? "关闭" : "Close" })
      .last()
      .click();
    await expect(page.getByRole("link", { name: /补课/ })).toBeVisible();
  });
});
