// What an order costs stands beside the verdict before anything is ordered; what is ordered is ordered at the price that was shown.
import { randomUUID } from "node:crypto";
import { Caller } from "../support/api";
import { doc, keepDraft } from "../support/drafts";
import { makePlan, putOn } from "../support/plans";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("the price of an order", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const money = (amount: string) => say(`CN¥${amount}`, `¥${amount}`);

  test("is shown with its lines, and one that changed is asked again", async ({ page, operator, school, signIn }) => {
    const [cheap, dear] = [
      await makePlan(operator, `Small ${randomUUID().slice(0, 6)}`, "0", "4"),
      await makePlan(operator, `Large ${randomUUID().slice(0, 6)}`, "1", "6"),
    ];
    await putOn(operator, school.id, cheap);
    const id = await keepDraft(school.owner, doc({ rooms: [{ key: "8-1", seats: 50 }] }), "rooms");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/rooms`);
    await page.getByLabel(say("Cost group", "费用归属")).fill("Grade 8");
    const verdict = page.getByRole("region", { name: say("Verdict", "结论") });
    // A room for 10.00, and 19 Mondays of 45 minutes with 50 seats at 0.04 an hour.
    const before = money("38.50");
    await expect(verdict.getByText(before).first()).toBeVisible();
    await expect(verdict.getByText(say("estimate", "预估"), { exact: true }).first()).toBeVisible();
    await verdict.getByText(say("What it is made of", "费用明细")).click();
    await expect(verdict.getByRole("listitem").filter({ hasText: "Seat-hours" })).toContainText(
      say("712.5 seat-hours", "712.5 席位小时"),
    );
    await expectAccessible(page);

    await page.getByRole("link", { name: say(/^5 Review/, /^5 确认/) }).click();
    const review = page.getByRole("region", { name: say("What it costs", "费用") });
    await expect(review.getByText(before).first()).toBeVisible();
    await expect(review.getByText(say(/This price holds until/, /此价格有效期至/))).toBeVisible();
    await expect(page.getByText(say("Counted for Grade 8.", "费用归属：Grade 8。"))).toBeVisible();

    await putOn(operator, school.id, dear, 1);
    const order = page.getByRole("button", { name: say("Order 1 room", "订购 1 间教室") });
    await order.click();
    const changed = page.getByRole("alert").filter({ hasText: say("The price has changed", "价格已变") });
    await expect(changed).toContainText(before);
    await expect(changed).toContainText(money("52.75"));
    await expect(review.getByText(money("52.75")).first()).toBeVisible();
    await expectAccessible(page);
    const owner = await Caller.signIn(school.owner);
    expect((await owner.send("GET", "/v1/orders")).items, "nothing was ordered").toEqual([]);

    await order.click();
    await expect(page).toHaveURL(/\/orders\/ord_/);
    const costs = page.getByRole("region", { name: say("What it costs", "费用") });
    await expect(costs.getByText(money("52.75")).first()).toBeVisible();
    await expect(costs).toContainText(dear.name);
    await expect(page.getByText("Grade 8", { exact: true })).toBeVisible();
    const { items } = await owner.send("GET", "/v1/orders");
    expect(items).toHaveLength(1);

    // An amendment says what it costs before and after.
    await page.getByRole("link", { name: say("Amend", "修改"), exact: true }).click();
    await expect(page).toHaveURL(/\/drafts\//);
    await page.getByRole("link", { name: say(/^2 Rooms/, /^2 教室/) }).click();
    await page.getByLabel(say("Pupils 8-1", "人数 8-1")).fill("40");
    await page.keyboard.press("Tab");
    await expect(verdict.getByText(`${money("52.75")} → ${money("44.20")}`)).toBeVisible();
    await expect(verdict.getByText(say(`${money("8.55")} less than now`, `比现在少 ${money("8.55")}`))).toBeVisible();
  });
});
