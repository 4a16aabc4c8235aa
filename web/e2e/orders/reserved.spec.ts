// An order that waits for a purchase order: reserved in the editor, confirmed with its number, or released.
import { doc, keepDraft } from "../support/drafts";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";
import { TWO_PERIODS, day, placeOrder } from "../support/orders";

inBothLanguages("an order that waits for a purchase order", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const confirm = say("Confirm", "确认订单");

  test("is reserved from the review, and confirmed on its page", async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [{ key: "8-1", seats: 50 }] }), "review");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/review`);
    await page.getByLabel(say("Reserve until we have a purchase order", "先保留，待有采购单再确认")).check();
    await page.getByLabel(say("Until the end of this day", "保留至当日结束")).fill(day(10));
    await expectAccessible(page);
    await page.getByRole("button", { name: say("Reserve 1 room", "保留 1 间教室") }).click();
    await expect(page).toHaveURL(/\/orders\/ord_/);
    const band = page.getByRole("status").filter({ hasText: say("Reserved until", "保留至") });
    await expect(band).toContainText("23:59");
    await expectAccessible(page);

    await band.getByRole("button", { name: confirm }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: confirm }).click();
    await expect(sheet.getByLabel(say("Number of the purchase order", "采购单编号"))).toHaveAttribute(
      "aria-invalid",
      "true",
    );
    await sheet.getByLabel(say("Number of the purchase order", "采购单编号")).fill("PO-7781");
    await expectAccessible(page);
    await sheet.getByRole("button", { name: confirm }).click();
    await expect(sheet).toHaveCount(0);
    await expect(band).toHaveCount(0);
    await expect(page.getByText("PO-7781", { exact: true })).toBeVisible();
  });

  test("is found by its phase, and released", async ({ page, school, signIn }) => {
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const dates = [day(20)];
    await placeOrder(school, {
      name: "Winter, grade 9",
      lines: [{ key: "a", title: "语文", dates, start: "09:00" }],
      until,
    });
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/orders?phase=reserved");
    await expect(page.getByRole("row", { name: /Autumn, grade 7/ })).toHaveCount(0);
    const row = page.getByRole("row", { name: /Winter, grade 9/ });
    await expect(row).toContainText(say("Reserved", "已保留"));
    await row.getByRole("link").click();
    await page.getByRole("button", { name: say("Release", "释放"), exact: true }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText(say("given back at once", "立即释放"));
    await sheet.getByRole("button", { name: say("Release", "释放"), exact: true }).click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("button", { name: confirm })).toHaveCount(0);
  });
});
