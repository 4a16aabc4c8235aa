// The bells of a week: a period moves and takes its lessons along, one is added, one goes; what then stands in none is counted before it is taken over.
import { doc, keepDraft } from "../support/drafts";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further("a period is moved, added and removed, and lessons keep theirs", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc({ rooms: [{ key: "7-1", seats: 40 }] }));
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  await expect(page.getByRole("gridcell", { name: "Maths, Mr Chen, Monday, period 1" })).toBeVisible();
  const open = () => page.getByRole("button", { name: "Bell schedule" }).click();
  const sheet = page.getByRole("dialog", { name: "Bell schedule" });
  await open();
  await sheet.getByLabel("Begins 1", { exact: true }).fill("08:10");
  await sheet.getByLabel("Ends 1", { exact: true }).fill("08:50");
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Take over" }).click();
  const first = page.getByRole("row", { name: /08:10/ });
  await expect(first.getByRole("gridcell", { name: /^Maths, Mr Chen, Monday/ })).toBeVisible();

  await open();
  await sheet.getByRole("button", { name: "Add a period" }).click();
  await expect(sheet.getByLabel("Period 9", { exact: true })).toHaveValue("9");
  await sheet.getByRole("button", { name: "Remove 1", exact: true }).click();
  await expect(sheet.getByRole("status")).toContainText("1 lesson a week then stands in no period.");
  await sheet.getByRole("button", { name: "Take over" }).click();
  await expect(page.getByRole("gridcell", { name: "Maths, to 08:50, Mr Chen, Monday, 08:10" })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: /^Monday, period 9/ })).toBeVisible();

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("gridcell", { name: /^Monday, period 9/ })).toHaveCount(0);
  await page.reload();
  await expect(first.getByRole("gridcell", { name: /^Maths, Mr Chen, Monday/ })).toBeVisible();
});
