// An operator asks what would happen with a storage pool more; what is typed wrong is said at its field, and nothing is changed.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("a storage pool more is asked about, and what is wrong with it is said where it was typed", async ({
  page,
  signIn,
}) => {
  await signIn(PLATFORM);
  await page.goto("/ops/what-if");
  await page.getByText("Storage pools", { exact: true }).first().click();
  const bandwidth = page.getByRole("textbox", { name: /^Mbit\/s, One more in/ }).first();
  const space = page.getByRole("textbox", { name: /^GiB, One more in/ }).first();
  await bandwidth.fill("1000");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(space).toHaveAttribute("aria-invalid", "true");
  await space.fill("500");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByRole("region", { name: "Answer" }).getByRole("row").nth(1)).toBeVisible();
  await expect(space).not.toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
});
