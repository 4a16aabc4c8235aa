// Weeks on paper: of a class, of a teacher, of all classes of an order; a page each, with nothing on it that a screen needs.
import { TWO_PERIODS, day, placeOrder } from "../support/orders";
import { weekOf } from "../../src/api/days";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

const NEXT_WEEK = weekOf(day(7));

/** How many pages a printer would make of it. */
async function pagesOf(page: Page): Promise<number> {
  const paper = await page.pdf({ format: "A4", landscape: true });
  return paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

inBothLanguages("a printed week", (language) => {
  const zh = language === "zh-CN";
  const print = zh ? "打印" : "Print";

  test("of a class is one page, reached from its week, without the board", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto(`/week?room=7-1&week=${NEXT_WEEK}`);
    await page.getByRole("link", { name: print }).click();
    const week = page.getByRole("table", { name: "7-1" });
    await expect(week.getByText("语文")).toHaveCount(5);
    await expect(week.getByText("陈老师")).toHaveCount(3);
    await expect(page.getByRole("main").getByRole("table")).toHaveCount(1);
    await expectAccessible(page);
    await page.evaluate(() => (window.print = () => void (document.title = "sent to the printer")));
    await page.getByRole("button", { name: print }).click();
    await expect(page).toHaveTitle("sent to the printer");

    await page.emulateMedia({ media: "print" });
    await expect(week).toBeVisible();
    await expect(page.getByRole("banner")).toBeHidden();
    await expect(page.getByRole("button")).toHaveCount(0);
    await page.emulateMedia({ media: "screen" });
    expect(await pagesOf(page)).toBe(1);
  });

  further("of a teacher says where, and of an order is a page a class", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, {
      lines: TWO_PERIODS,
      rooms: [{ key: "7-2" }, { key: "7-10" }, { key: "7-1" }],
    });
    await signIn(school.owner);
    await page.goto(`/week?teacher=${encodeURIComponent("陈老师")}&week=${NEXT_WEEK}`);
    await page.getByRole("link", { name: print }).click();
    const week = page.getByRole("table", { name: "陈老师" });
    await expect(week.getByText("7-10", { exact: true })).toHaveCount(3);
    expect(await pagesOf(page)).toBe(1);

    await page.goto(`/print/week?order=${id}&week=${NEXT_WEEK}`);
    const sheets = page.getByRole("main").getByRole("table");
    await expect(sheets).toHaveCount(3);
    // As people count them.
    for (const [at, name] of ["7-1", "7-2", "7-10"].entries()) await expect(sheets.nth(at)).toHaveAccessibleName(name);
    await expectAccessible(page);
    expect(await pagesOf(page)).toBe(3);
  });
});
