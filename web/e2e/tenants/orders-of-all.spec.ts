// An operator looks for an order among those of all institutions, and opens it as its institution sees it.
import { randomUUID } from "node:crypto";
import { TWO_PERIODS, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, further, inBothLanguages } from "../support/test";

inBothLanguages("orders of all", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  further("are searched and narrowed, and one opens as its institution sees it", async ({ page, school, signIn }) => {
    const name = `秋季 ${randomUUID().slice(0, 8)}`;
    const { id } = await placeOrder(school, { name, lines: TWO_PERIODS });
    await placeOrder(school, { name: "Another", lines: TWO_PERIODS });
    await signIn(PLATFORM);
    await page.goto(`/ops/orders?tenant=${school.id}`);
    const rows = page.getByRole("row").filter({ hasText: school.name });
    await expect(rows).toHaveCount(2);
    await page.getByLabel(say("Name, room or external number", "名称、教室或外部编号")).fill(name.slice(-8));
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(name);
    await page.getByLabel(say("Phase", "阶段"), { exact: true }).selectOption(say("Over", "已结束"));
    await expect(rows).toHaveCount(0);
    await expectAccessible(page);
    await page
      .getByRole("button", { name: say("Clear filters", "清除筛选") })
      .first()
      .click();
    await page.getByLabel(say("Name, room or external number", "名称、教室或外部编号")).fill(name.slice(-8));
    await rows.getByRole("link", { name }).click();
    await expect(page).toHaveURL(new RegExp(`/orders/${id}\\?as=${school.id}`));
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
    await expectAccessible(page);
  });
});
