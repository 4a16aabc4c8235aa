// A school with five thousand classrooms: the list stands at once, is searched, walked by keys, and never drawn whole.
import { addRooms } from "../support/database";
import { day, placeOrder } from "../support/orders";
import { expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

const ROOMS = 5_000;
/** Of the list's requests. */
const PAGE = 200;
/** What a list of that length draws: what is seen, and some more on both ends. */
const DRAWN_MAX = 200;
/** How much later the list may stand than that of a school with one classroom, on the same machine, as busy as that is. */
const LATER_MS = 1_500;

further("five thousand classrooms are one list", async ({ page, school, signIn }) => {
  const lines = [{ key: "m", title: "数学", dates: [day(30)], start: "08:00" }];
  const rooms = [{ key: "7-1", name: "明德楼阶梯教室" }];
  const { id } = await placeOrder(school, { rooms, lines });
  await signIn(school.owner);
  const table = page.getByRole("table", { name: "Classrooms" });
  const stands = async () => {
    const begun = Date.now();
    await page.goto("/classrooms?sort=name");
    await expect(table.getByRole("link", { name: "7-1" })).toBeVisible();
    return Date.now() - begun;
  };
  await stands();
  const alone = await stands();
  addRooms(id, ROOMS, "实验楼第");
  expect(await stands(), "milliseconds until the list stands").toBeLessThan(alone * 2 + LATER_MS);
  await expectAccessible(page);

  // On and on: pages come, the document stays small.
  for (let pages = 1; pages < 4; pages += 1) {
    const more = page.getByRole("button", { name: "Show more" });
    await more.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => document.documentElement.scrollHeight);
    await more.click();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(before);
    expect(await table.getByRole("row").count()).toBeLessThan(DRAWN_MAX);
    // Its heading is a row too: who does not see the list hears how long it is, and where in it a row stands.
    await expect(table).toHaveAttribute("aria-rowcount", String((pages + 1) * PAGE + 1));
    await expect(table.getByRole("row").nth(1)).toHaveAttribute("aria-rowindex", /^\d+$/);
  }

  const find = page.getByRole("searchbox");
  await find.fill("楼阶梯");
  await expect(table.getByRole("link", { name: "7-1" })).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(2);
  await find.fill(`楼第${ROOMS}`);
  await expect(table.getByRole("link", { name: `R${ROOMS}` })).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(2);
  await find.focus();
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(table.getByRole("link", { name: `R${ROOMS}` })).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(`R${ROOMS}`);
});
