// Money that came in for an invoice goes back: a little at once, much only when a second person has agreed. The institution reads what became of it.
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { Caller, person, type Person, School } from "../support/api";
import { paidInvoice } from "../support/invoices";
import { ORIGIN, PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

/** A browser of somebody else's. */
async function beside(browser: Browser, who: Person, locale: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: ORIGIN, locale });
  const answer = await context.request.post("/v1/sessions", { data: who, headers: { Origin: ORIGIN } });
  expect(answer.status()).toBe(201);
  return context.newPage();
}

async function secondOperator(operator: Caller): Promise<Person> {
  const second = person("operator");
  await operator.send("POST", "/v1/members", { body: { ...second, role: "platform_admin" } });
  return second;
}

const named = () => `School ${randomUUID().slice(0, 8)}`;

inBothLanguages("a refund", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const amount = (fen: number) =>
    new Intl.NumberFormat(say("en-GB", "zh-CN"), { style: "currency", currency: "CNY" }).format(fen / 100);
  const words = {
    refunds: say("Refunds", "退款"),
    refund: say("Refund…", "退款…"),
    amount: say("Amount in CNY", "金额（CNY）"),
    reason: say("Reason", "原因"),
    send: say("Send it back", "退回款项"),
    sentBack: say("Sent back", "已退回"),
    waits: say("Waits for a second person", "待第二人批准"),
    approve: say("Approve", "批准"),
    takeBack: say("Take back", "撤回"),
    rejected: say("Rejected", "已拒绝"),
  };

  test("goes back at once, and a large one when a second person agrees", async ({
    page,
    browser,
    operator,
    signIn,
  }) => {
    const school = await School.create(operator, named());
    const { id, number } = await paidInvoice(operator, school.id, [500_000]);
    await signIn(PLATFORM);
    await page.goto(`/settings/invoices?as=${school.id}`);
    await page.getByRole("link", { name: number }).first().click();
    const section = page.getByRole("region", { name: words.refunds });
    await section.getByRole("button", { name: words.refund }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByText(say("send the money back yourselves", "须自行退回款项"))).toBeVisible();
    await expect(sheet.getByLabel(words.amount)).toHaveValue("5000");
    await sheet.getByRole("button", { name: words.send }).click();
    await expect(sheet.getByLabel(words.reason)).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await sheet.getByLabel(words.reason).fill("Two lessons did not take place");
    await sheet.getByLabel(words.amount).fill("5000.01");
    await sheet.getByRole("button", { name: words.send }).click();
    await expect(sheet.getByText(amount(500_000)).last()).toBeVisible();
    await expect(sheet.getByLabel(words.amount)).toHaveAttribute("aria-invalid", "true");
    await sheet.getByLabel(words.amount).fill("120.5");
    await sheet.getByRole("button", { name: words.send }).click();
    const recorded = say(`${amount(12_050)} is recorded as sent back.`, `已记录退回 ${amount(12_050)}。`);
    await expect(section.getByText(recorded)).toBeVisible();
    const table = section.getByRole("table");
    await expect(table.getByRole("row", { name: "Two lessons did not take place" })).toContainText(words.sentBack);

    // The rest is more than one person sends back alone.
    await section.getByRole("button", { name: words.refund }).click();
    await expect(sheet.getByLabel(words.amount)).toHaveValue("4879.5");
    await sheet.getByLabel(words.reason).fill("The school was closed");
    await sheet.getByRole("button", { name: words.send }).click();
    await expect(table.getByRole("row", { name: "The school was closed" })).toContainText(words.waits);
    await expect(section.getByRole("button", { name: words.refund })).toHaveCount(0);
    await expectAccessible(page);

    await page.goto("/ops/receivables");
    await page.getByRole("main").getByRole("link", { name: words.refunds }).click();
    const row = (on: Page) => on.getByRole("row", { name: school.name });
    await expect(row(page)).toContainText(amount(487_950));
    await expect(row(page)).toContainText(say("Another person has to approve", "须由另一人批准"));
    await expect(row(page).getByRole("button", { name: words.approve })).toHaveCount(0);
    await expectAccessible(page);

    const other = await beside(browser, await secondOperator(operator), language);
    await other.goto("/ops/refunds");
    await row(other).getByRole("button", { name: words.approve }).click();
    const verdict = other.getByRole("dialog");
    for (const said of [school.name, number, amount(487_950), "The school was closed"])
      await expect(verdict).toContainText(said);
    await expectAccessible(other);
    await verdict.getByRole("button", { name: words.approve }).click();
    await expect(verdict).toHaveCount(0);
    await expect(row(other)).toHaveCount(0);
    await expect(other.getByRole("status").filter({ hasText: school.name })).toBeVisible();
    await other.context().close();
    await page.getByRole("link", { name: say("All", "全部"), exact: true }).click();
    await expect(row(page).filter({ hasText: "The school was closed" })).toContainText(words.sentBack);
    await expectAccessible(page);

    const theirs = await beside(browser, school.owner, language);
    await theirs.goto(`/settings/invoices/${id}`);
    const read = theirs.getByRole("region", { name: words.refunds });
    await expect(read.getByRole("row", { name: "The school was closed" })).toContainText(words.sentBack);
    await expect(read.getByRole("row", { name: "Two lessons did not take place" })).toContainText(amount(12_050));
    await expect(read.getByRole("button", { name: words.refund })).toHaveCount(0);
    await expectAccessible(theirs);
    await theirs.context().close();
  });

  further(
    "is taken back by whoever asked for it, and is of the payment that was chosen",
    async ({ page, operator, signIn }) => {
      const school = await School.create(operator, named());
      const { id } = await paidInvoice(operator, school.id, [150_000, 200_000]);
      await signIn(PLATFORM);
      await page.goto(`/settings/invoices/${id}?as=${school.id}`);
      await page.getByRole("button", { name: words.refund }).click();
      const sheet = page.getByRole("dialog");
      await expect(sheet.getByLabel(words.amount)).toHaveValue("2000");
      await sheet.getByLabel(say("Payment", "付款")).selectOption({ index: 1 });
      await expect(sheet.getByLabel(words.amount)).toHaveValue("1500");
      await sheet.getByLabel(words.reason).fill("Paid twice");
      await sheet.getByRole("button", { name: words.send }).click();
      await page.getByRole("link", { name: say("All refunds", "全部退款") }).click();
      const row = page.getByRole("row", { name: school.name });
      await row.getByRole("button", { name: words.takeBack }).click();
      await expect(sheet).toContainText("Paid twice");
      await sheet.getByRole("button", { name: words.takeBack }).click();
      await expect(row).toHaveCount(0);
      await page.getByRole("link", { name: say("All", "全部"), exact: true }).click();
      await expect(row).toContainText(words.rejected);
      await row.getByRole("link").last().click();
      await expect(page).toHaveURL(new RegExp(`/settings/invoices/${id}\\?as=${school.id}`));
      await page.getByRole("button", { name: words.refund }).click();
      await expect(sheet.getByLabel(say("Payment", "付款")).getByRole("option")).toHaveCount(2);
    },
  );
});
