// An operator sees whether every promise holds, and plans nodes that are to be away.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("promises at risk", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("are a click away from the next bell", async ({ page, signIn }) => {
    await signIn(PLATFORM);
    await page.goto("/ops");
    await page.getByRole("link", { name: say("Promises at risk", "无法保证的订单") }).click();
    await expect(page).toHaveURL(/\/ops\/promises/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("Promises at risk", "无法保证的订单"));
    await expectAccessible(page);
  });

  test("follow from changes that are planned on a cluster's page and taken back there", async ({ page, signIn }) => {
    await signIn(PLATFORM);
    await page.goto("/ops/clusters");
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("link", { name: say("Nodes", "节点"), exact: true }).click();
    await page.getByRole("button", { name: say("Plan a change", "计划变更") }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel(say("Nodes", "节点")).fill("1");
    const from = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16);
    await sheet.getByLabel(say("From", "开始")).fill(from);
    await sheet.getByLabel(say("What it is", "说明")).fill(`Rack ${language}`);
    await sheet.getByRole("button", { name: say("Plan it", "确认计划") }).click();
    const row = page.getByRole("row").filter({ hasText: `Rack ${language}` });
    await expect(row).toContainText("+1");
    await row.getByRole("button").click();
    await expect(row).toHaveCount(0);
  });
});
