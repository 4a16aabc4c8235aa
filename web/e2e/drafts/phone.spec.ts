// The week on a phone: one day at a time, a lesson moved by two taps, the verdict at the foot.
import { doc, keepDraft } from "../support/drafts";
import { type Page, expect, expectAccessible, further, test } from "../support/test";

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

further("a subject is painted by taps", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  await page.locator("summary", { hasText: "Subjects, bells, copies" }).tap();
  await page.getByRole("button", { name: "Maths", exact: true }).tap();
  await page.getByRole("gridcell", { name: /^Monday, period 2/ }).tap();
  await expect(page.getByRole("gridcell", { name: /^Maths, Mr Chen, Monday, period 2/ })).toBeVisible();
});

further("days off are a range of two taps", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/days`);
  const days = page.getByRole("grid").getByRole("gridcell");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).tap();
  await days.and(page.locator('[aria-disabled="true"]')).first().waitFor({ state: "attached" });
  const open = page.locator('td[data-day]:not([aria-disabled="true"])');
  await open.nth(2).tap();
  await press("Up to another day");
  await open.nth(5).tap();
  await expect(page.locator('td[aria-selected="true"]')).toHaveCount(4);
  await press("No lessons");
  await expect(page.getByRole("gridcell", { name: /no lessons/i })).toHaveCount(4);
  await expectAccessible(page);
});

test("undo and redo stay side by side", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/rooms`);
  await page.getByLabel("Name of the order").fill("Spring, grades 8 and 9");
  await expect(page.getByText(/^Saved \d/)).toBeVisible();
  const [undo, redo] = await Promise.all(
    ["Undo", "Redo"].map((name) => page.getByRole("button", { name, exact: true }).boundingBox()),
  );
  expect(redo?.y).toBe(undo?.y);
  const over = () => document.documentElement.scrollWidth - window.innerWidth;
  expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
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

/** A finger from one side of the week to the other. */
async function swipe(page: Page, from: number, to: number): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: 560 }] });
  await send("touchStart", from);
  await send("touchMove", (from + to) / 2);
  await send("touchMove", to);
  await send("touchEnd");
}

test("a swipe leads from day to day", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const [monday, tuesday] = ["Mon", "Tue"].map((name) => page.getByRole("button", { name, exact: true }));
  await expect(page.getByRole("gridcell", { name: "Maths, Mr Chen, Monday, period 1" })).toBeVisible();
  await swipe(page, 300, 60);
  await expect(page.getByRole("gridcell", { name: /^Tuesday, period 1/ })).toBeVisible();
  await expect(tuesday!).toHaveAttribute("aria-pressed", "true");
  await swipe(page, 60, 300);
  await expect(page.getByRole("gridcell", { name: "Maths, Mr Chen, Monday, period 1" })).toBeVisible();
  await expect(monday!).toHaveAttribute("aria-pressed", "true");
});
