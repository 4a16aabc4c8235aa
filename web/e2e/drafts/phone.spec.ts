// The week on a phone: one day at a time, a lesson moved by two taps, the verdict at the foot.
import { doc, keepDraft } from "../support/drafts";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en", viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("a lesson is moved by tapping it and where it goes", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const cell = (name: string) => page.getByRole("gridcell", { name });
  await cell("Maths, Mr Chen, Monday, period 1").tap();
  await page.getByRole("button", { name: "Move", exact: true }).tap();
  await page.getByRole("button", { name: "Tue", exact: true }).tap();
  await cell("Tuesday, period 2").tap();
  await expect(cell("Maths, Mr Chen, Tuesday, period 2")).toBeVisible();
  await expectAccessible(page);
  await page.locator("summary", { hasText: "11 / 100" }).tap();
  await expect(page.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
});

test("a draft is removed", async ({ page, school, signIn }) => {
  await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto("/drafts");
  await page.getByRole("button", { name: /^Remove.*Spring, grade 8/ }).tap();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).tap();
  await expect(page.getByRole("heading", { name: "No drafts yet" })).toBeVisible();
});
