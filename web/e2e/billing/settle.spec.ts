// What an operator does by hand with an invoice that no Stripe collects: a transfer is recorded, one is voided, one is corrected or given up.
import type { Page } from "@playwright/test";
import { owedInvoice } from "../support/invoices";
import { DUE_MINOR, further, test } from "../support/owed";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages } from "../support/test";

inBothLanguages("an invoice by hand", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  const amount = (fen: number) =>
    new Intl.NumberFormat(say("en-GB", "zh-CN"), { style: "currency", currency: "CNY" }).format(fen / 100);
  const words = {
    byHand: say("By hand", "人工处理"),
    record: say("Record a payment…", "登记收款…"),
    recordIt: say("Record it", "登记"),
    amount: say("Amount in CNY", "金额（CNY）"),
    day: say("Received on", "到账日"),
    reference: say("Reference", "流水号"),
    reason: say("Reason", "原因"),
    void: say("Void…", "作废…"),
    voidIt: say("Void it", "作废"),
    writeOff: say("Write off…", "核销…"),
    writeOffIt: say("Write it off", "核销"),
  };
  const section = (page: Page) => page.getByRole("region", { name: words.byHand });
  const status = (page: Page, word: string) => page.getByRole("definition").getByText(word, { exact: true });

  test("is paid by transfers that are recorded, and what came in too much is a credit", async ({
    page,
    school,
    owed,
    signIn,
  }) => {
    await signIn(PLATFORM);
    await page.goto(`/settings/invoices/${owed.id}?as=${school.id}`);
    await section(page).getByRole("button", { name: words.record }).click();
    const sheet = page.getByRole("dialog");
    const record = sheet.getByRole("button", { name: words.recordIt });
    await expect(sheet.getByLabel(words.amount)).toHaveValue("530");
    await expect(sheet).toContainText(say("The institution is told", "机构会收到通知"));
    await sheet.getByLabel(words.day).fill("2199-01-01");
    await record.click();
    await expect(sheet.getByLabel(words.day)).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await sheet.getByLabel(words.day).fill("2026-01-15");
    await sheet.getByLabel(words.amount).fill("200");
    await sheet.getByLabel(words.reference).fill("TRF 20260115-1");
    await record.click();
    await expect(section(page).getByRole("status")).toContainText(amount(33_000));
    // What was paid in part is not voided any more.
    await expect(section(page).getByRole("button", { name: words.void })).toHaveCount(0);

    await section(page).getByRole("button", { name: words.record }).click();
    await expect(sheet.getByLabel(words.amount)).toHaveValue("330");
    await sheet.getByLabel(words.amount).fill("400");
    await record.click();
    await expect(sheet.getByLabel(words.amount)).toHaveAttribute("aria-invalid", "true");
    await expect(sheet.getByText(amount(33_000))).toBeVisible();
    await sheet.getByRole("checkbox").check();
    await record.click();
    await expect(status(page, say("Paid", "已付清"))).toBeVisible();
    await expect(page.getByRole("region", { name: say("Payments", "付款记录") })).toContainText("TRF 20260115-1");
    await expectAccessible(page);

    // The institution reads the credit, and settles nothing itself.
    await signIn(school.owner);
    await page.goto("/settings/invoices");
    const credits = page.getByRole("region", { name: say("Credits", "抵扣额") });
    await expect(credits.getByRole("row", { name: owed.number })).toContainText(amount(7_000));
    await credits.getByRole("link").first().click();
    await expect(status(page, say("Paid", "已付清"))).toBeVisible();
    await expect(section(page)).toHaveCount(0);
  });

  further(
    "is voided with a reason, or given up where a later month is invoiced",
    async ({ page, school, owed, operator, signIn }) => {
      const earlier = owedInvoice(school.id, DUE_MINOR, 2);
      await signIn(PLATFORM);
      await page.goto(`/settings/invoices/${earlier.id}?as=${school.id}`);
      await section(page).getByRole("button", { name: words.void }).click();
      const sheet = page.getByRole("dialog");
      await expect(sheet).toContainText(say("Its number stays", "编号保留"));
      await sheet.getByRole("button", { name: words.voidIt }).click();
      await expect(sheet.getByLabel(words.reason)).toHaveAttribute("aria-invalid", "true");
      await sheet.getByLabel(words.reason).fill("Sent to the wrong school");
      await sheet.getByRole("button", { name: words.voidIt }).click();
      await expect(sheet.getByRole("alert")).toContainText(
        say("A later month is invoiced: correct it by a credit note.", "之后的月份已出账，请用贷项通知单更正。"),
      );
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await section(page).getByRole("button", { name: words.writeOff }).click();
      await expect(sheet).toContainText(amount(DUE_MINOR));
      await sheet.getByLabel(words.reason).fill("The school was closed for good");
      await sheet.getByRole("button", { name: words.writeOffIt }).click();
      await expect(status(page, say("Given up", "已核销"))).toBeVisible();
      await expect(section(page).getByRole("button")).toHaveCount(0);

      await page.goto(`/settings/invoices/${owed.id}?as=${school.id}`);
      await section(page).getByRole("button", { name: words.void }).click();
      await sheet.getByLabel(words.reason).fill("Sent to the wrong school");
      await sheet.getByRole("button", { name: words.voidIt }).click();
      await expect(status(page, say("Void", "已作废"))).toBeVisible();
      await expectAccessible(page);
      const { items } = await operator.send("GET", "/v1/events?type=invoice.voided", { tenant: school.id });
      expect(items[0].data.reason).toBe("Sent to the wrong school");

      // Its month is drafted again, and says what the draft waits for.
      await page.getByRole("link", { name: say("All invoices", "全部账单") }).click();
      await page
        .getByRole("link", { name: say("Draft", "草稿") })
        .first()
        .click();
      const issue = section(page).getByRole("button", { name: say("Issue…", "出账…") });
      await expect(
        issue.or(section(page).getByRole("link", { name: say("Say who sells", "设置开票主体") })),
      ).toBeVisible();
      await expectAccessible(page);
    },
  );
});
