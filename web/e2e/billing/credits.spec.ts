// An institution reads what it has good: for what, until when, what is left of it, and what became of the rest.
import { paidInvoice } from "../support/invoices";
import { day } from "../support/orders";
import { expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

further("credits are listed once there is one", async ({ page, operator, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/invoices");
  await expect(page.getByText("When a month is over, its invoice appears here")).toBeVisible();
  const credits = page.getByRole("region", { name: "Credits" });
  await expect(credits).toHaveCount(0);

  const grant = (amount_minor: number, reason: string, more = {}) => {
    const body = { tenant_id: school.id, amount_minor, currency: "CNY", reason, ...more };
    return operator.send("POST", "/v1/platform/credits", { body });
  };
  await grant(12_000, "Two lessons did not <b>take</b> place", { expires_on: day(400) });
  const { id } = await grant(5_000, "Given twice");
  await operator.send("POST", `/v1/platform/credits/${id}/revoke`, { body: { reason: "By mistake" } });
  const { id: invoice, number } = await paidInvoice(operator, school.id, [30_000]);
  const again = { amount_minor: 30_000, currency: "CNY", method: "cash", received_on: day(0), surplus: "credit" };
  await operator.send("POST", `/v1/invoices/${invoice}/payments`, { body: again });

  await page.reload();
  const row = (name: string) => credits.getByRole("row", { name });
  await expect(row("Two lessons did not <b>take</b> place")).toContainText("CN¥120.00");
  await expect(row("Two lessons did not <b>take</b> place")).not.toContainText("no end");
  await expect(row("Given twice")).toContainText(/Taken back on/);
  await expect(row(`More was paid than invoice ${number} asked for`)).toContainText("no end");
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(credits.getByRole("listitem").filter({ hasText: "Given twice" })).toContainText("Taken back on");
  await expect(credits.getByRole("listitem").first()).toContainText("CN¥300.00 left");
  await expectAccessible(page);
  await credits.getByRole("link", { name: number }).and(page.locator(":visible")).click();
  await expect(page.getByRole("heading", { name: `Invoice ${number}` })).toBeVisible();
});
