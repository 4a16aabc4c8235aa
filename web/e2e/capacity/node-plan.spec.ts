// An operator reads how many nodes each cluster needs day by day, and whether it has enough.
import { TWO_PERIODS, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("the node plan", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("has a row a cluster, says what is missing by when, and opens into who booked it", async ({
    page,
    school,
    signIn,
  }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(PLATFORM);
    await page.goto("/ops/capacity");
    await page.getByRole("link", { name: say("Node plan", "节点计划"), exact: true }).click();
    await expect(page).toHaveURL(/\/ops\/node-plan/);
    const table = page.getByRole("table", { name: say("Node plan", "节点计划") });
    await expect(table.getByRole("row").nth(1)).toContainText(say(/enough|\+\d/, /足够|\+\d/));
    const lost = page.getByRole("table", { name: say("If the largest cluster is lost", "若最大的集群失联") });
    await expect(lost.getByRole("row").nth(1)).toContainText(
      say(/the others hold it all|\+\d|No number/, /可承接|\+\d|无济于事/),
    );
    await expectAccessible(page);
    const row = table
      .getByRole("row")
      .filter({ has: page.getByRole("link", { name: /^\d+$/ }) })
      .first();
    const cluster = await row.getByRole("rowheader").getByRole("link").innerText();
    await row.getByRole("link", { name: /^\d+$/ }).first().click();
    await expect(page).toHaveURL(/\/ops\/capacity\?by=day&from=.*cluster=clu_/);
    await expect(page.getByRole("heading", { level: 2, name: cluster })).toBeVisible();
    await expectAccessible(page);
  });
});
