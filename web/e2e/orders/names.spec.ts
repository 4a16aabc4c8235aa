// Names as people give them: long, from right to left, with signs, and with what looks like markup.
import { expect, test } from "../support/test";
import { placeOrder } from "../support/orders";

const NAMES = {
  long: "Mathematics and everything that belongs to it ".repeat(11).slice(0, 200).trim(),
  "from right to left": "الصف السابع",
  signs: "👩🏽‍🏫 Klasse 7 🧪",
  markup: "<script>alert(1)</script><b>7</b>",
};

test.use({ locale: "en" });

for (const [what, name] of Object.entries(NAMES)) {
  test(`a name that is ${what} is shown as text, and breaks no page`, async ({ page, school, signIn }) => {
    const rrule = "FREQ=DAILY";
    const title = name.slice(0, 100).trim();
    const { id } = await placeOrder(school, {
      name,
      rooms: [{ key: "7-1", name: title }],
      lines: [{ key: "line", title, teachers: [title], rrule, start: "08:00" }],
    });
    await signIn(school.owner);
    const shown = name.length > 60 ? name.slice(0, 20) : name;
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of [
        "/",
        "/day",
        "/week?room=7-1",
        "/orders",
        `/orders/${id}`,
        `/orders/${id}/lessons`,
        "/classrooms",
      ]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          `${path} at ${width}`,
        ).toBeLessThanOrEqual(0);
      }
      await page.goto("/orders");
      await expect(page.getByText(shown).first()).toBeVisible();
    }
    expect(await page.locator("main b b, main script").count()).toBe(0);
  });
}
