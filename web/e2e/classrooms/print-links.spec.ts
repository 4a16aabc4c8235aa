// Links on paper: one a classroom, also where an answer was lost on its way.
import { Caller } from "../support/api";
import { placeOrder, TWO_PERIODS } from "../support/orders";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("a link whose answer was lost is not made twice", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto(`/print/links?order=${id}`);
  let lost = 0;
  await page.route("**/v1/classrooms/*/links", async (route) => {
    // The service has made it; the browser never hears so.
    await route.fetch();
    lost += 1;
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Make 2 links" }).click();
  await expect(page.getByText("No connection.")).toBeVisible();
  expect(lost).toBe(1);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Make 2 links" }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  for (const card of await page.getByRole("article").all()) await expect(card.locator("code")).toContainText("/enter#");
  await expectAccessible(page);
  const owner = await Caller.signIn(school.owner);
  const { items } = await owner.send("GET", `/v1/classrooms?order_id=${id}`);
  for (const room of items) {
    const links = await owner.send("GET", `/v1/classrooms/${room.id}/links`);
    expect(links.items.filter((link: { revoked_at?: string | null }) => !link.revoked_at)).toHaveLength(1);
  }
});
