// How promises were kept: a school reads its own by week, an operator those of all, and both take them along as a table.
import { readFileSync } from "node:fs";
import { promisesKept } from "../support/database";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("promises kept", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("are told by week, and where one was broken that comes first", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/usage");
    await page.getByRole("link", { name: say("Promises kept", "就绪承诺") }).click();
    await expect(page).toHaveURL(/\/usage\/promises/);
    await expect(page.getByRole("heading", { name: say("No promise was due yet", "还没有到期的承诺") })).toBeVisible();
    await expectAccessible(page);

    promisesKept(school.id, { in_time: 57, late: 2, broken: 1 });
    await page.reload();
    await expect(page.getByRole("alert")).toContainText(say("1 of 60 lessons", "60 节课中有 1 节"));
    const table = page.getByRole("table", { name: say("Promises kept", "就绪承诺") });
    await expect(table.getByRole("row")).toHaveCount(2);
    await expect(table.getByRole("row").last()).toContainText("57");
    await expectAccessible(page);
    const file = page.waitForEvent("download");
    await page.getByRole("button", { name: /CSV/ }).click();
    expect(readFileSync(await (await file).path(), "utf8")).toMatch(/week,.*in_time/);
  });

  test("of all institutions stand under what is at risk", async ({ page, school, signIn }) => {
    promisesKept(school.id, { in_time: 60, late: 0, broken: 0 });
    await signIn(PLATFORM);
    await page.goto("/ops/promises");
    await expect(page.getByRole("region", { name: say("Promises kept", "就绪承诺") }).getByRole("table")).toBeVisible();
    await expectAccessible(page);
  });
});
