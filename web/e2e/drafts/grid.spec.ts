// The week of the editor by every way that there is: cells chosen together, copied and cut; the cell's own sheet; a drag that copies; a finger that holds.
import type { Locator } from "@playwright/test";
import { doc, keepDraft } from "../support/drafts";
import { type Page, expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

const ONE = doc({ rooms: [{ key: "7-1", seats: 40 }] });

/** What a browser tells the cell in use once somebody copies, cuts or pastes. The clipboard of the machine is left alone: stories run beside each other. */
async function clip(page: Page, type: "copy" | "cut" | "paste", text = ""): Promise<string> {
  return page.evaluate(
    (given) => {
      const clipboardData = new DataTransfer();
      if (given.text) clipboardData.setData("text/plain", given.text);
      const event = new ClipboardEvent(given.type, { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
      return clipboardData.getData("text/plain");
    },
    { type, text },
  );
}

further("by keys cells are chosen together, copied, pasted and cut", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, ONE);
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const cell = (name: string) => page.getByRole("gridcell", { name });
  const maths = cell("Maths, Mr Chen, Monday, period 1");
  await maths.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("Art / Ms Bai");
  await page.keyboard.press("Enter");
  await expect(cell("Art, Ms Bai, Monday, period 2")).toBeVisible();

  await page.keyboard.press("Control+Home");
  await expect(maths).toBeFocused();
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.locator("td[aria-selected=true]")).toHaveCount(2);
  await expectAccessible(page);
  const copied = await clip(page, "copy");
  expect(copied).toContain("Maths");
  expect(copied).toContain("Art");

  for (const key of ["Control+Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await clip(page, "paste", copied);
  await expect(cell("Maths, Mr Chen, Wednesday, period 1")).toBeVisible();
  await expect(cell("Art, Ms Bai, Wednesday, period 2")).toBeVisible();

  await page.keyboard.press("Shift+ArrowDown");
  expect(await clip(page, "cut")).toContain("Art");
  await expect(cell("Wednesday, period 1, 08:00, empty")).toBeVisible();
  await expect(cell("Wednesday, period 2, 08:55, empty")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(cell("Art, Ms Bai, Wednesday, period 2")).toBeVisible();
});

further("a cell's sheet gives a lesson its own time, weeks and pupils", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, ONE);
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  await page.getByRole("gridcell", { name: "Maths, Mr Chen, Monday, period 1" }).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("Friday 16:45");
  await expectAccessible(page);
  await sheet.getByLabel("Subject").fill("Choir");
  await sheet.getByLabel("Begins").fill("17:40");
  await sheet.getByLabel("Minutes").fill("30");
  await sheet.getByLabel("Weeks").selectOption("A weeks");
  await sheet.getByLabel("Pupils expected").fill("20");
  await sheet.getByRole("button", { name: "Add the lesson" }).click();
  // It has a row of its own beside the periods.
  await expect(page.getByRole("gridcell", { name: "Choir, to 18:10, A weeks, Friday, 17:40" })).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "17:40" })).toBeVisible();
});

further("by mouse a drag with Ctrl copies, and a double click opens", async ({ page, school, signIn }) => {
  const id = await keepDraft(school.owner, ONE);
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const cell = (name: string) => page.getByRole("gridcell", { name });
  const maths = cell("Maths, Mr Chen, Monday, period 1");
  await page.keyboard.down("Control");
  await maths.dragTo(cell("Thursday, period 3"));
  await page.keyboard.up("Control");
  await expect(cell("Maths, Mr Chen, Thursday, period 3")).toBeVisible();
  await expect(maths).toBeVisible();
  await maths.dblclick();
  await expect(page.getByRole("dialog").getByLabel("Subject")).toHaveValue("Maths");
});

test.describe("by touch", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  const middleOf = async (of: Locator) => {
    const box = (await of.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  further(
    "a lesson is dragged once the finger has held it, and a scroll takes none",
    async ({ page, school, signIn }) => {
      const id = await keepDraft(school.owner, ONE);
      await signIn(school.owner);
      await page.goto(`/drafts/${id}/week`);
      const cell = (name: string) => page.getByRole("gridcell", { name });
      const maths = cell("Maths, Mr Chen, Monday, period 1");
      const target = cell("Monday, period 3");
      const devtools = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
        devtools.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
      await cell("Monday, period 2").evaluate((one) => one.scrollIntoView({ block: "center" }));

      const from = await middleOf(maths);
      const top = () => page.evaluate(() => window.scrollY);
      const before = await top();
      await touch("touchStart", from);
      for (const by of [15, 30, 45, 60]) await touch("touchMove", { ...from, y: from.y - by });
      // Scrolled, and still again: a finger that rests flings nothing.
      let last = before;
      await expect
        .poll(async () => {
          const was = last;
          last = await top();
          return last > before && last === was;
        })
        .toBe(true);
      await touch("touchEnd");
      await expect(page.locator("td[class*=lifted]")).toHaveCount(0);
      await expect(maths).toBeVisible();

      await cell("Monday, period 2").evaluate((one) => one.scrollIntoView({ block: "center" }));
      await touch("touchStart", await middleOf(maths));
      await expect(page.locator("td[class*=lifted]")).toHaveCount(1);
      await touch("touchMove", await middleOf(target));
      await touch("touchEnd");
      await expect(cell("Maths, Mr Chen, Monday, period 3")).toBeVisible();
    },
  );
});
