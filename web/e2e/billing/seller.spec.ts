// An operator says who sells, which invoices wait for; support reads it. All that write it are here, one after another: it is one thing to edit.
import { randomUUID } from "node:crypto";
import { person } from "../support/api";
import { further, test } from "../support/owed";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible } from "../support/test";

test.use({ locale: "en" });
test.describe.configure({ mode: "serial" });

const SELLERS = "/v1/platform/legal-entities";

test("who sells is said, with a wrong tax id at its field, and changed later", async ({ page, operator, signIn }) => {
  const isFirst = (await operator.send("GET", SELLERS)).items.length === 0;
  await signIn(PLATFORM);
  await page.goto("/ops/receivables");
  await page.getByRole("main").getByRole("link", { name: "Who sells" }).click();
  await expect(page).toHaveURL("/ops/seller");
  const [name, taxId, rate] = ["Name", "Tax id", "Tax rate in percent"].map((label) =>
    page.getByLabel(label, { exact: true }),
  );
  await expect(name!).toBeVisible();
  // Told once more, the story finds what it made.
  if (isFirst) {
    await expect(page.getByText("Nobody sells yet: invoices wait as drafts")).toBeVisible();
    await page.getByLabel("Numbers begin with").fill("HR-");
  }
  await expectAccessible(page);
  await name!.fill("Homeroom Co., Ltd.");
  await page.getByLabel("Account to transfer to").fill("Bank of Beijing\n0200 1234");
  await taxId!.fill("91110108 &");
  await rate!.fill("6");
  const save = page.getByRole("button", { name: "Save" });
  await save.click();
  await expect(taxId!).toHaveAttribute("aria-invalid", "true");
  await expect(rate!).not.toHaveAttribute("aria-invalid");
  await expectAccessible(page);
  await taxId!.fill("91110108MA01ABCD2H");
  await rate!.fill("six");
  await save.click();
  await expect(rate!).toHaveAttribute("aria-invalid", "true");
  await rate!.fill("6");
  await save.click();
  await expect(page.getByText("It is set.")).toBeVisible();
  await expect(page.getByText("Nobody sells yet")).toHaveCount(0);
  await expect(page.getByLabel("Numbers begin with")).toHaveAttribute("readonly");

  const another = `Homeroom ${randomUUID().slice(0, 8)}`;
  await name!.fill(another);
  await page.getByLabel("Each invoice waits").check();
  await save.click();
  await expect.poll(async () => (await operator.send("GET", SELLERS)).items[0].name).toBe(another);
  await page.reload();
  await expect(name!).toHaveValue(another);
  await expect(rate!).toHaveValue("6");
  await expect(page.getByLabel("Each invoice waits")).toBeChecked();
  const [seller] = (await operator.send("GET", SELLERS)).items;
  expect(seller).toMatchObject({ tax_rate_ppm: 60_000, days_until_due: 30, bank: "Bank of Beijing\n0200 1234" });

  // What somebody else changes meanwhile is not overwritten.
  const body = { ...seller, id: undefined, next_number: undefined, email: "money@example.org" };
  await operator.send("PUT", SELLERS, { body, headers: { "If-Match": "*" } });
  await name!.fill("Too late");
  await save.click();
  await page.getByRole("button", { name: "Take what is there now" }).click();
  await expect(page.getByLabel("E-mail")).toHaveValue("money@example.org");
  await expect(name!).toHaveValue(another);
});

further("support reads who sells", async ({ page, operator, signIn }) => {
  const support = person("support");
  await operator.send("POST", "/v1/members", { body: { ...support, role: "platform_support" } });
  await signIn(support);
  await page.goto("/ops/seller");
  await expect(page.getByText("Your role may read this, not change it.")).toBeVisible();
  await expect(page.getByText("91110108MA01ABCD2H")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
  await expectAccessible(page);
});

further("an invoice of that seller is corrected by credit notes", async ({ page, school, owed, signIn }) => {
  await signIn(PLATFORM);
  await page.goto(`/settings/invoices/${owed.id}?as=${school.id}`);
  const section = page.getByRole("region", { name: "By hand" });
  const sheet = page.getByRole("dialog");
  const note = async (amount: string) => {
    await sheet.getByLabel("Amount in CNY").fill(amount);
    await sheet.getByRole("button", { name: "Issue the note" }).click();
  };
  await section.getByRole("button", { name: "Credit note…" }).click();
  await expect(sheet).toContainText("No money goes back");
  await sheet.getByLabel("Reason").fill("Two rooms were counted twice");
  await note("530.01");
  await expect(sheet.getByText("More than is left to take back: at most CN¥530.00.")).toBeVisible();
  await expectAccessible(page);
  await note("130");
  const link = section.getByRole("status").getByRole("link");
  await expect(link).toHaveText(/^HR-\d{6}$/);
  await expect(page.getByRole("definition").getByText("CN¥400.00")).toBeVisible();
  await link.click();
  await expect(page.getByRole("heading", { name: /^Credit note HR-/ })).toBeVisible();
  await expect(page.getByText("Two rooms were counted twice")).toBeVisible();
  await expect(section).toHaveCount(0);
  await page.goBack();
  await section.getByRole("button", { name: "Credit note…" }).click();
  await sheet.getByLabel("Reason").fill("The school was closed");
  await note("400");
  await expect(page.getByRole("definition").getByText("Paid", { exact: true }).first()).toBeVisible();
});

further("a draft of that seller waits until somebody issues it", async ({ page, school, owed, operator, signIn }) => {
  // Its month is drafted again.
  await operator.send("POST", `/v1/invoices/${owed.id}/void`, { body: { reason: "Sent to the wrong school" } });
  await signIn(PLATFORM);
  await page.goto(`/settings/invoices?as=${school.id}`);
  await page.getByRole("link", { name: "Draft" }).first().click();
  const section = page.getByRole("region", { name: "By hand" });
  await expect(section).toContainText("This draft waits until somebody issues it.");
  await section.getByRole("button", { name: "Issue…" }).click();
  await expect(page.getByRole("dialog")).toContainText("The institution is told, and what it says stays.");
  await expectAccessible(page);
  // The hours of its month may still be to be settled.
  await expect(async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Issue it" }).click({ timeout: 1_000 });
    await expect(section.getByText(/^Issued as HR-\d{6}\.$/)).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(page.getByRole("heading", { name: /^Invoice HR-/ })).toBeVisible();
});
