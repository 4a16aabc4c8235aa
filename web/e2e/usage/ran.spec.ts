// What really ran: nothing yet says so, and what there is can be taken into a spreadsheet.
import { readFileSync } from "node:fs";
import { usageRan } from "../support/database";
import { TWO_PERIODS, day, placeOrder } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("what ran", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("is said to be nothing, and told by order, room and day once it is there", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/usage");
    await page.getByRole("link", { name: say("What ran", "实际运行") }).click();
    await expect(page.getByText(say("Nothing ran in these days", "这些日期没有运行"))).toBeVisible();
    await expectAccessible(page);

    usageRan(id, [2700, 1800]);
    await page.goto(`/usage/ran?from=${day(-3)}&to=${day()}`);
    await expect(page.getByRole("img", { name: say(/Room-hours that ran/, /每天实际运行/) })).toBeVisible();
    const table = page.getByRole("table", { name: say("What ran", "实际运行") });
    await expect(table.getByRole("row", { name: "Autumn, grade 7" })).toContainText("1.25");
    await page.getByLabel(say("By", "按"), { exact: true }).selectOption("room");
    await expect(table.getByRole("row")).toHaveCount(3);
    await expect(table.getByRole("row", { name: "7-1" })).toContainText("0.75");
    await expectAccessible(page);
    const file = page.waitForEvent("download");
    await page.getByRole("button", { name: say(/CSV|spreadsheet/i, /CSV|表格/i) }).click();
    expect(readFileSync(await (await file).path(), "utf8")).toContain('"Autumn, grade 7",7-1,room_hours,0.75');
  });
});
