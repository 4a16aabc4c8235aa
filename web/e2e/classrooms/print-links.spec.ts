// Links on paper: one a classroom, also where an answer was lost on its way.
import { Caller, type School } from "../support/api";
import { placeOrder, TWO_PERIODS } from "../support/orders";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("a link whose answer was lost is not made twice", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto(`/print/links?order=${id}`);
  // By then it knows that there are no others.
  await expect(page.getByRole("button", { name: "Make 2 links" })).toBeEnabled();
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

/** How many links of each classroom of an order work. */
async function liveOf(owner: Caller, order: string): Promise<number[]> {
  const { items } = await owner.send("GET", `/v1/classrooms?order_id=${order}&sort=name`);
  const counts: number[] = [];
  for (const room of items) {
    const links = await owner.send("GET", `/v1/classrooms/${room.id}/links`);
    counts.push(links.items.filter((link: { revoked_at?: string | null }) => !link.revoked_at).length);
  }
  return counts;
}

/** Two classrooms, with two links for pupils and one for the teacher in the first. */
async function withLinks(school: School): Promise<{ owner: Caller; id: string }> {
  const { id } = await placeOrder(school, { lines: TWO_PERIODS });
  const owner = await Caller.signIn(school.owner);
  const { items } = await owner.send("GET", `/v1/classrooms?order_id=${id}&sort=name`);
  for (const role of ["pupil", "pupil", "teacher"])
    await owner.send("POST", `/v1/classrooms/${items[0].id}/links`, { body: { role, valid: "term" } });
  expect(await liveOf(owner, id)).toEqual([3, 0]);
  return { owner, id };
}

test("links that are out are told of, and end as new ones are made", async ({ page, school, signIn }) => {
  const { owner, id } = await withLinks(school);
  await signIn(school.owner);
  await page.goto(`/print/links?order=${id}`);
  await expect(page.getByText(/^1 of these classrooms has a link for pupils that works already/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "New links, and end the old ones" }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  // The teacher's is no pupil's.
  expect(await liveOf(owner, id)).toEqual([2, 1]);
});

test("all links of an order end at once", async ({ page, school, signIn }) => {
  const { owner, id } = await withLinks(school);
  await signIn(school.owner);
  await page.goto(`/orders/${id}/rooms`);
  await page.getByRole("button", { name: "End all links" }).click();
  const sheet = page.getByRole("dialog", { name: "End all links of this order?" });
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "End all links" }).click();
  await expect(sheet.getByText("3 links ended.")).toBeVisible();
  expect(await liveOf(owner, id)).toEqual([0, 0]);
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(sheet).toHaveCount(0);
});
