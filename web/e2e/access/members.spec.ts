// An owner brings the staff: a pasted list is taken row by row, and each who is taken gets a way in.
import { expect, expectAccessible, test } from "../support/test";

test("a pasted staff list is taken row by row", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Add members" }).click();
  const sheet = page.getByRole("dialog", { name: "Add members" });
  const stem = school.id.slice(-8);
  await sheet
    .getByLabel(/One a line/)
    .fill(`lin-${stem}@school.example\t林老师\t林老师\nnot an address\nchen-${stem}@school.example`);
  await sheet.getByRole("button", { name: "Add 3" }).click();
  await expect(sheet.getByText("2 rows taken, 1 not.")).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /林老师/ })).toContainText("Teacher");
  await expect(page.getByRole("row", { name: new RegExp(`chen-${stem}`) })).toContainText("Invited");
  await expect(page.getByText("3 members", { exact: true })).toBeVisible();
});
