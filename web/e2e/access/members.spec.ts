// An owner brings the staff: a pasted list is taken row by row, and each who is taken gets a way in.
import { Caller } from "../support/api";
import { expect, expectAccessible, further, test } from "../support/test";

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

further("a member gets another role, and goes", async ({ page, school, signIn }) => {
  const owner = await Caller.signIn(school.owner);
  const email = `bai-${school.id.slice(-8)}@school.example`;
  await owner.send("POST", "/v1/members", { body: { email, role: "teacher" } });
  await signIn(school.owner);
  await page.goto("/settings/members");
  const row = page.getByRole("row", { name: new RegExp(email) });
  await expect(row).toContainText("Teacher");
  await row.getByRole("button", { name: `Edit ${email}` }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Role").selectOption("Viewer");
  await sheet.getByLabel("In timetables as").fill("白老师");
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Viewer");
  await expect(row).toContainText("白老师");

  await row.getByRole("button", { name: `Remove ${email}` }).click();
  await expect(sheet).toContainText(`${email} can no longer enter here.`);
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Keep" }).click();
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: `Remove ${email}` }).click();
  await sheet.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(row).toHaveCount(0);

  await page.goto("/settings/audit");
  for (const what of [/removed/i, /changed|amended/i]) {
    await expect(page.getByRole("row", { name: what }).first()).toBeVisible();
  }
});
