// Read by other means: by keys alone, at twice the size, with a reader's own text, in the system's colours. `npm run shots` does the same on every page.
import { doc, keepDraft } from "../support/drafts";
import { faultsOf, notReachedByKeys, withOwnText } from "../support/look";
import { clock, day, placeOrder } from "../support/orders";
import { expect, type Page, further } from "../support/test";

/** The home, a list and the largest page. */
async function pagesOf(school: Parameters<typeof placeOrder>[0]): Promise<string[]> {
  await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }] });
  return ["/", "/orders", `/drafts/${await keepDraft(school.owner, doc())}/week`];
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[class*=bones], [aria-busy=true]")).toHaveCount(0);
}

further("by keys alone, and the way past the board is shown first", async ({ page, school, signIn }) => {
  const paths = await pagesOf(school);
  await signIn(school.owner);
  for (const path of paths) {
    await open(page, path);
    expect(await notReachedByKeys(page), path).toEqual([]);
  }
  await open(page, "/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the page" });
  await expect(skip).toBeInViewport();
  await skip.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

further(
  "at twice the size, with a reader's own text, and in the system's colours",
  async ({ page, school, signIn }) => {
    const paths = await pagesOf(school);
    await signIn(school.owner);
    await page.setViewportSize({ width: 640, height: 400 });
    for (const path of paths) {
      await open(page, path);
      expect(await faultsOf(page), `${path}, zoomed`).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ forcedColors: "active" });
    for (const path of paths) {
      await open(page, path);
      // What is computed of a page's own colours is none of what is seen.
      expect(await faultsOf(page, ["color-contrast"]), `${path}, forced colours`).toEqual([]);
    }
    await page.emulateMedia({ forcedColors: "none" });
    await withOwnText(page);
    for (const path of paths) {
      await open(page, path);
      expect(await faultsOf(page), `${path}, own text`).toEqual([]);
    }
  },
);
