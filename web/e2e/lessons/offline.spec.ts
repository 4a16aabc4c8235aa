// A teacher whose phone loses its line: what is shown stays and is said to be old, a page whose code is not there says so and takes nothing away, and with
// the line all of it goes on. Teachers hear no events: they learn it from what they ask.
import { person } from "../support/api";
import { clock, day, placeOrder } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("a teacher without a line", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("keeps the page, is told since when, and goes on when it is back", async ({ page, context, school, signIn }) => {
    await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }] });
    await signIn(await school.add("teacher", person("teacher")));
    const soon = page.waitForResponse(/\/assets\/OrdersPage-.*\.js/);
    await page.goto("/");
    await expect(page.getByRole("link", { name: "数学" }).first()).toBeVisible();
    await expect(page.getByText(say(/^As of \d/, /^截至 \d/))).toBeVisible();

    // The first tabs are fetched before anybody goes there.
    await (await soon).finished();
    await context.setOffline(true);
    const old = page.getByText(say(/^No connection\. Shown as of/, /^无网络连接，显示/));
    await expect(old).toBeVisible();
    await expect(page.getByRole("link", { name: "数学" }).first()).toBeVisible();
    await expectAccessible(page);

    // A page that nobody has been to: its code cannot be had, and the browser's own page for that would take everything away.
    await page.getByRole("button", { name: say("Menu", "菜单") }).click();
    await page.getByRole("link", { name: say("Classrooms", "教室"), exact: true }).click();
    const failed = page.getByRole("alert").filter({ hasText: say("No connection.", "无网络连接。") });
    await expect(failed).toBeVisible();
    await expect(old).toBeVisible();
    await failed.getByRole("button", { name: say("Try again", "重试") }).click();
    await expect(failed, "nobody answers, so nothing is loaded anew").toBeVisible();

    await context.setOffline(false);
    await expect(old).toHaveCount(0);
    await page.getByRole("button", { name: say("Try again", "重试") }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("Classrooms", "教室"));
  });
});
