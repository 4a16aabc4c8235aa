// Names as people give them: long, from right to left, with signs, and with what looks like markup.
import { type Page, expect, test, further } from "../support/test";
import { placeOrder } from "../support/orders";

const NAMES = {
  long: "Mathematics and everything that belongs to it ".repeat(11).slice(0, 200).trim(),
  "from right to left": "الصف السابع",
  signs: "👩🏽‍🏫 Klasse 7 🧪",
  markup: "<script>alert(1)</script><b>7</b>",
};

test.use({ locale: "en" });

async function holdsTogether(page: Page, path: string, width: number): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
  expect(await page.locator("main b b, main script").count(), `${path} at ${width}`).toBe(0);
}

further(
  "a name that is long, from right to left, of signs or markup is shown as text, and breaks no page",
  async ({ page, school, signIn }) => {
    const rrule = "FREQ=DAILY";
    const placed: { what: string; name: string; id: string; room: string }[] = [];
    for (const [what, name] of Object.entries(NAMES)) {
      const title = name.slice(0, 100).trim();
      const room = `7-${placed.length + 1}`;
      const { id } = await placeOrder(school, {
        name,
        rooms: [{ key: room, name: title }],
        lines: [{ key: "line", title, teachers: [title], rrule, start: "08:00" }],
      });
      placed.push({ what, name, id, room });
    }
    await signIn(school.owner);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ["/", "/day", "/classrooms"]) await holdsTogether(page, path, width);
      for (const { id, room } of placed)
        for (const path of [`/week?room=${room}`, `/orders/${id}`, `/orders/${id}/lessons`])
          await holdsTogether(page, path, width);
      await holdsTogether(page, "/orders", width);
      for (const { what, name } of placed) {
        const shown = name.length > 60 ? name.slice(0, 20) : name;
        await expect(page.getByText(shown).first(), `${what} at ${width}`).toBeVisible();
      }
    }
  },
);
