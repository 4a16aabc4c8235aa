// Before the first month is over an institution reads when its first invoice comes, and says to whom invoices are written. Nobody owes the platform anything.
import { Caller } from "../support/api";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

test("an institution reads when invoices come, and says to whom they are written", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/invoices");
  await expect(page.getByText("When a month is over, its invoice appears here")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: "Billing details" }).click();
  const name = page.getByLabel("Name");
  const taxId = page.getByLabel("Tax id");
  await expect(name).toHaveValue(school.name);
  await name.fill("Qinghe education bureau");
  await page.getByLabel("Address").fill("1 School Road\nBeijing");
  await taxId.fill("91110108 &");
  await page.getByLabel("E-mail").fill("nowhere");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(taxId).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(name).not.toHaveAttribute("aria-invalid");
  await expectAccessible(page);

  await taxId.fill("91110108MA01ABCD2H");
  await page.getByLabel("E-mail").fill("accounts@school.example");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The billing details are set.")).toBeVisible();
  const owner = await Caller.signIn(school.owner);
  expect(await owner.send("GET", "/v1/billing/profile")).toEqual({
    name: "Qinghe education bureau",
    address: "1 School Road\nBeijing",
    tax_id: "91110108MA01ABCD2H",
    purchase_order: "",
    email: "accounts@school.example",
    payment: "transfer",
  });

  // What was saved can be changed again at once.
  await page.getByLabel("Purchase order").fill("PO-7");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await owner.send("GET", "/v1/billing/profile")).purchase_order).toBe("PO-7");
});

further("what somebody else changed meanwhile is not overwritten", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/billing");
  await page.getByLabel("Purchase order").fill("PO-mine");
  const owner = await Caller.signIn(school.owner);
  const body = { name: "Another name" };
  await owner.send("PUT", "/v1/billing/profile", { body, headers: { "If-Match": "*" } });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Take what is there now" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Another name");
});

further("an operator sees that nobody owes anything", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Receivables" }).click();
  // A school of another story may owe something for a moment.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { name: "Nobody owes anything" })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page);
});
