// The bell line is one control: keys walk it, it says the bell that it stands at, and opens the board there; on a phone a first tap says, a second opens.
import { clock, day, nextBell, placeOrder } from "../support/orders";
import type { School } from "../support/api";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

/** One bell has rung, the other is minutes away. */
async function twoBells(school: School): Promise<{ rung: string; next: string }> {
  const { dates, start: next } = nextBell();
  const rung = clock();
  const lines = [
    { key: "maths", title: "数学", rooms: ["7-1"], dates: [day()], start: rung },
    { key: "chinese", title: "语文", rooms: ["7-2"], dates, start: next },
  ];
  await placeOrder(school, { lines });
  return { rung, next };
}

inBothLanguages("the bell line", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("is walked by keys, says each bell, and opens the board at it", async ({ page, school, signIn }) => {
    const { rung, next } = await twoBells(school);
    await signIn(school.owner);
    await page.goto("/orders");
    const line = page.getByRole("slider");
    await line.focus();
    await page.keyboard.press("Home");
    await expect(line).toHaveAttribute("aria-valuetext", new RegExp(`^${rung}`));
    await expect(line).toHaveAttribute("aria-valuetext", say(/1 room/, /1 间教室/));
    await page.keyboard.press("ArrowRight");
    await expect(line).toHaveAttribute("aria-valuetext", new RegExp(`^${next}`));
    await expect(page.getByRole("region", { name: say("Bell line", "铃响线") })).toContainText(next);
    await page.keyboard.press("ArrowRight");
    await expect(line, "the last one is the last").toHaveAttribute("aria-valuenow", "2");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/day\\?.*at=${encodeURIComponent(next)}`));
    await expect(page.getByRole("columnheader", { name: new RegExp(`^${next}`) })).toHaveAttribute(
      "aria-current",
      "true",
    );
  });

  test.describe("on a phone", () => {
    test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

    test("says at the first tap and opens at the second", async ({ page, school, signIn }) => {
      const { next } = await twoBells(school);
      await signIn(school.owner);
      await page.goto("/orders");
      const line = page.getByRole("slider");
      await expect(line).toBeVisible();
      const box = (await line.boundingBox())!;
      const there = { x: box.width - 2, y: box.height / 2 };
      await line.tap({ position: there });
      await expect(line).toHaveAttribute("aria-valuetext", new RegExp(`^${next}`));
      await expect(page).toHaveURL(/\/orders$/);
      await line.tap({ position: there });
      await expect(page).toHaveURL(new RegExp(`/day\\?.*at=${encodeURIComponent(next)}`));
    });
  });
});
