// Who did what: of all, of one person, of one sort within some days, and everybody again.
import { TWO_PERIODS, day, placeOrder } from "../support/orders";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further("what one person did is a press away, in an address of its own", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto("/settings/audit");
  const table = page.getByRole("table", { name: "Audit" });
  const ordered = table.getByRole("row").filter({ hasText: "The order was placed." });
  const added = table.getByRole("row").filter({ hasText: "A member was added." });
  await expect(added.first()).toBeVisible();
  // Who it was comes before what it is about.
  await ordered.getByRole("button").first().click();
  await expect(page).toHaveURL(/actor=mem_/);
  await expect(added).toHaveCount(0);
  await expect(ordered).toHaveCount(1);
  await expectAccessible(page);
  await page.reload();
  await expect(ordered).toHaveCount(1);
  await expect(added).toHaveCount(0);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(added.first()).toBeVisible();
});

further(
  "what happened is narrowed by its sort and by days, in an address of its own",
  async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/settings/audit");
    const table = page.getByRole("table", { name: "Audit" });
    const ordered = table.getByRole("row").filter({ hasText: "The order was placed." });
    const added = table.getByRole("row").filter({ hasText: "A member was added." });
    await expect(added.first()).toBeVisible();
    await page.getByLabel("What").selectOption({ label: "Order made" });
    await expect(page).toHaveURL(/type=order\.created/);
    await expect(added).toHaveCount(0);
    await expect(ordered).toHaveCount(1);
    await page.getByLabel("From").fill(day());
    await page.getByLabel("To", { exact: true }).fill(day());
    await expect(page).toHaveURL(/from=.*to=/);
    await expect(ordered).toHaveCount(1);
    await expectAccessible(page);
    await page.reload();
    await expect(ordered).toHaveCount(1);
    await page.getByLabel("From").fill(day(-2));
    await page.getByLabel("To", { exact: true }).fill(day(-1));
    await expect(page.getByRole("heading", { name: "Nothing of it is recorded" })).toBeVisible();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(added.first()).toBeVisible();
    await expect(page).not.toHaveURL(/type=|from=|to=/);
  },
);
