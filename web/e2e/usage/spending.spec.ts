// What months are going to come to, before anything ran; a cap that is set there refuses an order, and is raised.
import { Caller } from "../support/api";
import { TWO_PERIODS, placeOrder } from "../support/orders";
import { makePlan, putOn } from "../support/plans";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("spending", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("is known before the month is over, and a cap refuses what would pass it", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/usage");
    await page.getByRole("link", { name: say("Spending", "支出"), exact: true }).click();
    await expect(page.getByText(say("Nothing costs anything yet", "目前没有费用"))).toBeVisible();
    await expectAccessible(page);

    const operator = await Caller.signIn(PLATFORM);
    await putOn(operator, school.id, await makePlan(operator, `Spending ${school.id.slice(-6)}`, "310000", "5"));
    await placeOrder(school, { lines: TWO_PERIODS });
    await page.reload();
    const months = page.getByRole("table", { name: say("This month and the next", "本月及后续月份") });
    await expect(months.getByRole("row")).toHaveCount(4);
    await expect(page.getByRole("img", { name: say(/adds up to/, /累计费用/) })).toBeVisible();
    // On the last day of a month it has no lesson of the order left; the next one has.
    await page.getByLabel(say("Month", "月份"), { exact: true }).selectOption({ index: 1 });
    const orders = page.getByRole("table", { name: say("By order", "按订单") });
    await expect(orders.getByRole("row", { name: "Autumn, grade 7" })).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("button", { name: say("Set a cap", "设置上限") }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel(say("A month, in CNY", "每月金额（CNY）")).fill("0");
    await sheet.getByLabel(say("When it is reached", "达到后")).selectOption("block_new");
    await sheet.getByLabel(say("Tell at, in percent", "通知阈值（%）")).fill("80, 80");
    await sheet.getByRole("button", { name: say("Set it", "保存") }).click();
    await expect(sheet.getByLabel(say("A month, in CNY", "每月金额（CNY）"))).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await sheet.getByLabel(say("A month, in CNY", "每月金额（CNY）")).fill("1");
    await sheet.getByLabel(say("Tell at, in percent", "通知阈值（%）")).fill("80, 100");
    await sheet.getByRole("button", { name: say("Set it", "保存") }).click();
    const caps = page.getByRole("region", { name: say("Caps", "支出上限") });
    await expect(caps.getByText(say("Reached:", "已达上限："))).toBeVisible();
    await expectAccessible(page);
    await expect(placeOrder(school, { lines: TWO_PERIODS })).rejects.toThrow(/cap-reached/);

    await caps.getByRole("button", { name: say("Change: the whole institution", "更改：整个机构") }).click();
    await sheet.getByLabel(say("A month, in CNY", "每月金额（CNY）")).fill("1000000");
    await sheet.getByRole("button", { name: say("Set it", "保存") }).click();
    await expect(caps.getByText(say("Reached:", "已达上限："))).toHaveCount(0);
    await placeOrder(school, { name: "Spring", lines: TWO_PERIODS });

    await caps.getByRole("button", { name: say("Remove: the whole institution", "删除：整个机构") }).click();
    await sheet.getByRole("button", { name: say("Remove", "删除"), exact: true }).click();
    await expect(caps.getByText(say("No cap is set", "未设置上限"))).toBeVisible();
  });
});
