// A class with four hundred lessons in one week: all of them can be reached, and no page scrolls sideways.
import { placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

const LESSONS_A_DAY = 80;
const MINUTES = 10;

/** From seven o'clock on, one after the other. */
const LINES = Array.from({ length: LESSONS_A_DAY }, (_, index) => {
  const minutes = 7 * 60 + index * MINUTES;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  const rrule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
  return { key: `l${index}`, title: `Talk ${index + 1}`, rrule, start: `${hour}:${minute}`, duration_minutes: MINUTES };
});

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = () => document.documentElement.scrollWidth - window.innerWidth;
  expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
}

further("four hundred lessons of a week and eighty of a day can all be reached", async ({ page, school, signIn }) => {
  await placeOrder(school, { rooms: [{ key: "7-1" }], lines: LINES });
  await signIn(school.owner);
  await page.goto("/week?room=7-1");
  await page.getByRole("link", { name: "The week after" }).click();
  const week = page.getByRole("table", { name: "Week of 7-1" });
  await expect(week.getByRole("link", { name: /^Talk \d/ })).toHaveCount(LESSONS_A_DAY * 5);
  await expectNoSidewaysScroll(page);
  const last = week.getByRole("link", { name: `Talk ${LESSONS_A_DAY}` }).last();
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport();
  await last.click();
  await expect(page.getByRole("dialog")).toContainText("20:10 – 20:20");
  await page.keyboard.press("Escape");

  const monday = await page.evaluate(() => {
    const date = new Date(Date.now() + 7 * 86_400_000);
    date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
    return new Intl.DateTimeFormat("en-CA").format(date);
  });
  await page.goto(`/day?date=${monday}`);
  const board = page.getByRole("table", { name: /board|day/i });
  await expect(board.getByRole("link", { name: /Talk \d/ })).toHaveCount(LESSONS_A_DAY);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  const end = board.getByRole("link", { name: `Talk ${LESSONS_A_DAY}` });
  await end.focus();
  await expect(end).toBeInViewport();
  // The class stays in sight beside its last lesson.
  await expect(board.getByRole("rowheader", { name: "7-1" })).toBeInViewport();

  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of [`/day?date=${monday}`, page.url().replace(/\/day.*/, "/week?room=7-1")]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
});
