// An operator asks what would happen if everything were thirty times as much, or a cluster were lost, and nothing is changed.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("a growth that does not fit names the nodes that are missing", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/capacity");
  await page.getByRole("link", { name: "What if…" }).click();
  await expect(page).toHaveURL(/\/ops\/what-if/);
  await page.getByRole("button", { name: "Work it out" }).click();
  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByRole("row").nth(1)).toBeVisible();
  await page.getByLabel("Demand, % of what is booked").fill("many");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByLabel("Demand, % of what is booked")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Demand, % of what is booked").fill("100");
  await page.locator("summary", { hasText: "Rooms" }).click();
  await page.getByLabel("Minutes before the lesson").fill("241");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByLabel("Minutes before the lesson")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Minutes before the lesson").fill("20");
  await page
    .getByRole("checkbox", { name: /is lost/ })
    .first()
    .check();
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(answer.getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
});
