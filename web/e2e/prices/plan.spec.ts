// A school chooses its plan after it has seen what this month and the next come to; whoever does not pay sees it and cannot change it.
import { randomUUID } from "node:crypto";
import { person } from "../support/api";
import { makePlan, putOn } from "../support/plans";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

inBothLanguages("the plan of a school", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const money = (amount: string) => say(`CN¥${amount}`, `¥${amount}`);

  test("is chosen with a preview, and moves down only with the month", async ({ page, operator, school, signIn }) => {
    const name = () => `Plan ${randomUUID().slice(0, 6)}`;
    const small = await makePlan(operator, name(), "3000", "5");
    const large = await makePlan(operator, name(), "9000", "4", { minimum_minor: 5_000 });
    await signIn(school.owner);
    await page.goto("/settings/plan");
    await expect(page.getByText(say("On no plan: orders cost nothing.", "未选方案：订单不收费。"))).toBeVisible();
    const card = (of: string) => page.getByRole("article", { name: of, exact: true });
    await expect(card(large.name)).toContainText(money("90.00"));
    await expect(card(large.name)).toContainText(
      say(`At least ${money("50.00")} a month.`, `每月至少 ${money("50.00")}。`),
    );
    await expectAccessible(page);

    const choose = (of: string) => card(of).getByRole("button", { name: say("Choose", "选择") });
    const sheet = (of: string) => page.getByRole("dialog", { name: say(`Move to ${of}`, `改用“${of}”`) });
    const confirm = (of: string) => sheet(of).getByRole("button", { name: say(`Move to ${of}`, `改用“${of}”`) });
    await choose(large.name).click();
    const next = sheet(large.name).getByRole("row", { name: say("Next month", "下月") });
    await expect(next).toContainText(money("0.00"));
    await expect(next).toContainText(money("90.00"));
    await expectAccessible(page);
    await confirm(large.name).click();
    await expect(sheet(large.name)).toHaveCount(0);
    await expect(card(large.name)).toContainText(say("This is the plan now", "当前方案"));

    await choose(small.name).click();
    await expect(
      sheet(small.name).getByText(say(/it counts when the month is over/, /须待本月结束后生效/)),
    ).toBeVisible();
    // Who moved up today has the next month of it too.
    await expect(sheet(small.name).getByRole("row", { name: say("Next month", "下月") })).toContainText(money("90.00"));
    await confirm(small.name).click();
    await expect(sheet(small.name)).toHaveCount(0);
    await expect(page.getByText(say(`${small.name}, version 1, from`, `起：${small.name}，第 1 版`))).toBeVisible();
  });

  further("is cancelled for the end of the month, and kept after all", async ({ page, operator, school, signIn }) => {
    await putOn(operator, school.id, await makePlan(operator, `Plan ${randomUUID().slice(0, 6)}`, "3000", "5"));
    await signIn(school.owner);
    await page.goto("/settings/plan");
    const cancel = page.getByRole("button", { name: say("Cancel the plan…", "取消方案…") });
    await cancel.click();
    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText(say("Nothing is deleted", "不会删除任何内容"));
    await expectAccessible(page);
    await sheet.getByRole("button", { name: say("Cancel it for the end of the month", "确认月末取消") }).click();
    await expect(page.getByText(say("Nothing is charged for the time after it.", "此后不再计费。"))).toBeVisible();
    await page.getByRole("button", { name: say("Keep the plan", "保留方案") }).click();
    await expect(cancel).toBeVisible();
  });
});

test.describe("who may", () => {
  test.use({ locale: "en" });

  further(
    "somebody who does not do the billing sees the plan and cannot change it",
    async ({ page, operator, school, signIn }) => {
      const plan = await makePlan(operator, `Plan ${randomUUID().slice(0, 6)}`, "3000", "5");
      const other = await makePlan(operator, `Plan ${randomUUID().slice(0, 6)}`, "4000", "5");
      await putOn(operator, school.id, plan);
      const support = person("support");
      await operator.send("POST", "/v1/members", { body: { ...support, role: "platform_support" } });
      await signIn(support);
      await page.goto(`/ops/tenants/${school.id}/plan`);
      await expect(page.getByRole("definition").filter({ hasText: `${plan.name}, version 1` })).toBeVisible();
      const card = page.getByRole("article", { name: other.name, exact: true });
      await expect(card.getByText("Your role may not do this. Platform admin may.")).toBeVisible();
      await expect(card.getByRole("button")).toBeDisabled();
    },
  );
});
