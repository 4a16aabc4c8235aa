// How soon long lists answer: 30,000 classrooms and 100,000 orders, searched, sorted, paged and walked by keys, as interaction to next paint. On a desk, medians
// of five; nothing is asserted, for a machine has slow days.
import type { Locator, Page } from "@playwright/test";
import { addOrders } from "../support/database";
import { day, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, test } from "../support/test";
import { inp, noteEvents } from "./events";
import { keep, median } from "./figures";

test.use({ locale: "en" });

const RUNS = 5;
const ORDERS = 100_000;
const ROOMS = 30_000;
const AT_MOST_MS = 50;
const TABS = 40;
const SCREENS = 20;
const KEY_MS = 60;

interface Long {
  what: string;
  path: string;
  table: string;
  /** So often the next page is asked for: of the classrooms all, so that every one of them is in the list. */
  pages: number;
  /** What is searched, and found in the first row. */
  typed: string;
}

const LISTS: Long[] = [
  { what: "30,000 classrooms", path: "/classrooms", table: "Classrooms", pages: 200, typed: "Room 1234" },
  { what: "100,000 orders", path: "/orders", table: "Orders", pages: 25, typed: "order 1234" },
];
const OF_PLATFORM: Long = {
  what: "100,000 orders of the platform",
  path: "/ops/orders",
  table: "Orders",
  pages: 25,
  typed: "order 1234",
};

interface Figure {
  what: string;
  at_most?: number;
  is: number;
}

async function toItsEnd(page: Page, table: Locator, pages: number): Promise<void> {
  const more = page.getByRole("button", { name: "Show more" });
  const count = async () =>
    Number((await table.getAttribute("aria-rowcount")) ?? (await table.getByRole("row").count()));
  for (let asked = 0; asked < pages && (await more.isVisible()); asked += 1) {
    const before = await count();
    await more.click();
    await expect.poll(count).toBeGreaterThan(before);
  }
}

async function searched(page: Page, table: Locator, typed: string): Promise<number> {
  const find = page.getByRole("searchbox");
  await find.focus();
  await inp(page);
  await page.keyboard.type(typed, { delay: KEY_MS });
  await expect(table.getByRole("row").nth(1)).toContainText(typed);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page).not.toHaveURL(/[?&]q=/);
  await expect.poll(() => table.getByRole("row").count()).toBeGreaterThan(TABS);
  return inp(page);
}

async function sorted(page: Page, table: Locator): Promise<number> {
  const sort = page.getByRole("combobox", { name: "Sort" });
  await sort.focus();
  await inp(page);
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(/[?&]sort=(name|next_change_at)\b/);
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(/[?&]sort=attention\b/);
  return inp(page);
}

/** Link by link, and screen by screen. */
async function walked(page: Page, table: Locator): Promise<number> {
  await table.getByRole("link").first().focus();
  await inp(page);
  for (let press = 0; press < TABS; press += 1) await page.keyboard.press("Tab");
  for (let press = 0; press < SCREENS; press += 1) await page.keyboard.press("PageDown");
  await page.keyboard.press("Home");
  return inp(page);
}

async function measured(page: Page, { what, path, table: name, pages, typed }: Long): Promise<Figure[]> {
  const table = page.getByRole("table", { name, exact: true });
  const begun = Date.now();
  await page.goto(path);
  await expect(table.getByRole("link").first()).toBeVisible();
  const opened = Date.now() - begun;
  await inp(page);
  await toItsEnd(page, table, pages);
  const paged = await inp(page);
  const [walks, sorts, searches]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    walks.push(await walked(page, table));
    sorts.push(await sorted(page, table));
    searches.push(await searched(page, table, typed));
  }
  return [
    { what: `${what}: until the list stands, ms`, is: opened },
    { what: `${what}: paging, to the next paint, ms`, at_most: AT_MOST_MS, is: paged },
    { what: `${what}: moving by keyboard, to the next paint, ms`, at_most: AT_MOST_MS, is: median(walks) },
    { what: `${what}: sorting, to the next paint, ms`, at_most: AT_MOST_MS, is: median(sorts) },
    { what: `${what}: typing in the search field, to the next paint, ms`, at_most: AT_MOST_MS, is: median(searches) },
  ];
}

test("what is done in long lists", async ({ page, school, signIn }) => {
  const lines = [{ key: "m", title: "数学", dates: [day(30)], start: "08:00" }];
  const { id } = await placeOrder(school, { rooms: [{ key: "7-1" }], lines });
  addOrders(id, ORDERS, ROOMS);
  await noteEvents(page);
  const found: Figure[] = [];
  await signIn(school.owner);
  for (const list of LISTS) found.push(...(await measured(page, list)));
  await signIn(PLATFORM);
  found.push(...(await measured(page, OF_PLATFORM)));
  keep("long-lists", found);
});
