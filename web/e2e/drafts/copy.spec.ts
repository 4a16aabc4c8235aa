// The next term as the last one: rooms and week are there, the dates are new, from the order itself and from the editor.
import { Caller, type School } from "../support/api";
import { TERM } from "../support/drafts";
import { TWO_PERIODS, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

/** Gives the term its dates, orders, and finds the same week in the new term. */
async function order(page: Page, school: School): Promise<void> {
  await page.getByLabel("First day").fill(TERM.first_day);
  await page.getByLabel("Last day").fill(TERM.last_day);
  await expect(page.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "On to review" }).click();
  await page.getByRole("button", { name: "Order 2 rooms" }).click();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  const owner = await Caller.signIn(school.owner);
  const { items } = await owner.send("GET", "/v1/orders?sort=-created_at");
  const [next, last] = await Promise.all(items.map((one: { id: string }) => owner.send("GET", `/v1/orders/${one.id}`)));
  expect(items).toHaveLength(2);
  expect(next.term).toEqual(TERM);
  expect(next.rooms).toEqual(last.rooms);
  const week = (one: typeof next) =>
    one.timetable.lessons.map((line: object): object => ({ ...line, key: "whatever it is" }));
  expect(week(next)).toEqual(week(last));
}

test("an order is copied for another term", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto(`/orders/${id}`);
  await page.getByRole("link", { name: "For another term" }).click();
  await order(page, school);
});

further("last term is a way to begin", async ({ page, school, signIn }) => {
  await placeOrder(school, { name: "Last autumn", lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto("/orders");
  await page.getByRole("link", { name: "New order" }).click();
  await page.getByRole("button", { name: "Last term" }).click();
  await page.getByRole("button", { name: "Copy rooms and week" }).click();
  await order(page, school);
});
