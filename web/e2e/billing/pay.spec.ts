// An institution gives a card on Stripe's page and pays its invoice with it; where the bank refuses the card, on Stripe's page. The invoice is filed as a PDF.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { DUE_MINOR, test } from "../support/owed";
import { PLATFORM, stripe } from "../support/place";
import { expect, expectAccessible, inBothLanguages } from "../support/test";

const PAYS = "4242 4242 4242 4242";
/** Is saved, and declined when it is to pay. */
const DECLINED = "4000 0000 0000 0341";
const PDF = "%PDF-";

inBothLanguages("an invoice", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const due = new Intl.NumberFormat(say("en-GB", "zh-CN"), { style: "currency", currency: "CNY" }).format(
    DUE_MINOR / 100,
  );
  const words = {
    cards: say("Saved cards", "已保存的银行卡"),
    paid: say("Paid", "已付清"),
    pay: say(`Pay ${due}`, `支付 ${due}`),
    // On Stripe's pages.
    number: say("Card number", "卡号"),
  };

  const cards = (page: Page) => page.getByRole("region", { name: words.cards });

  async function saveCard(page: Page, number: string): Promise<void> {
    await page.goto("/settings/invoices");
    await expect(cards(page)).toContainText(say("No card is saved.", "尚未保存银行卡。"));
    await expectAccessible(page);
    await cards(page)
      .getByRole("button", { name: say("Add a card", "添加银行卡") })
      .click();
    await page.getByLabel(words.number).fill(number);
    expect(new URL(page.url()).origin).toBe(stripe());
    await page.getByRole("button", { name: say("Save card", "保存银行卡") }).click();
    await expect(page).toHaveURL("/settings/invoices?card=saved");
    const card = cards(page)
      .getByRole("listitem")
      .filter({ hasText: number.slice(-4) });
    await expect(card).toContainText(say("valid until 12/2034 · charged first", "有效期至 12/2034 · 默认扣款"));
    await expectAccessible(page);
  }

  async function expectPaid(page: Page): Promise<void> {
    await expect(page.getByRole("definition").getByText(words.paid, { exact: true })).toBeVisible();
    await expect(page.getByRole("region", { name: say("Payments", "付款记录") })).toContainText(due);
    await expect(page.getByRole("button", { name: words.pay })).toHaveCount(0);
    await expectAccessible(page);
  }

  test("is paid by the card that was saved for it, and filed", async ({ page, school, owed, signIn }) => {
    await signIn(school.owner);
    await saveCard(page, PAYS);
    await page.getByRole("link", { name: owed.number }).first().click();
    await expect(
      page.getByText(say("The card Visa •••• 4242 is charged.", "将从 Visa •••• 4242 扣款。")),
    ).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: words.pay }).click();
    await expectPaid(page);

    const address = await page.getByRole("link", { name: "PDF" }).getAttribute("href");
    const pdf = await page.request.get(address!);
    expect(pdf.headers()["content-type"]).toBe("application/pdf");
    expect((await pdf.body()).toString("latin1", 0, PDF.length)).toBe(PDF);
  });

  test("is paid on Stripe's page where the bank refuses the card", async ({ page, school, owed, signIn }) => {
    await signIn(school.owner);
    await saveCard(page, DECLINED);
    await page.goto(`/settings/invoices/${owed.id}`);
    await page.getByRole("button", { name: words.pay }).click();
    const refused = page.getByRole("alert").filter({ hasText: say("The payment failed.", "付款失败。") });
    await expect(refused).toContainText(say("The bank refused the card.", "银行拒绝了此卡"));
    await expectAccessible(page);
    await page.getByRole("link", { name: say("Pay on Stripe’s page", "前往 Stripe 页面付款") }).click();
    await page.getByLabel(words.number).fill(PAYS);
    await page.getByRole("button", { name: say("Pay", "支付") }).click();
    await expect(page.getByText(say("Paid. Thank you.", "已付款，谢谢。"))).toBeVisible();
    await page.goto(`/settings/invoices/${owed.id}`);
    await expectPaid(page);

    // Who acts for the institution has no link that would say so, and gets a file.
    await signIn(PLATFORM);
    await page.goto(`/settings/invoices/${owed.id}?as=${school.id}`);
    const file = page.waitForEvent("download");
    await page.getByRole("button", { name: "PDF" }).click();
    expect((await file).suggestedFilename()).toBe(`${owed.number}.pdf`);
    expect(readFileSync(await (await file).path()).toString("latin1", 0, PDF.length)).toBe(PDF);
  });
});
