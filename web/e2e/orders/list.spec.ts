// The list of orders: what is filtered is in the address, and stays on the way back and on a reload.
import { expect, expectAccessible, test } from "../support/test";
import { TWO_PERIODS, placeOrder } from "../support/orders";

test.use({ locale: "en" });

test("filters stay in the address through an order and back, and through a reload", async ({
  page,
  school,
  signIn,
}) => {
  await placeOrder(school, { name: "Autumn", lines: TWO_PERIODS });
  await placeOrder(school, { name: "Chess", kind: "seminar", rooms: [{ key: "C", seats: 10 }], lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto("/orders");
  const list = page.getByRole("table", { name: "Orders" });
  await expect(list.getByRole("link")).toHaveCount(2);
  await expectAccessible(page);

  await page.getByLabel("Kind").selectOption({ label: "Small group" });
  await expect(list.getByRole("link")).toHaveText(["Chess"]);
  await list.getByRole("link", { name: "Chess" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Chess");
  await page.goBack();
  await expect(list.getByRole("link")).toHaveText(["Chess"]);
  await page.reload();
  await expect(list.getByRole("link")).toHaveText(["Chess"]);
  expect(new URL(page.url()).searchParams.get("kind")).toBe("seminar");
});

test("an order is found by half of its name, and by its class", async ({ page, school, signIn }) => {
  await placeOrder(school, { name: "秋季学期", lines: TWO_PERIODS });
  await placeOrder(school, { name: "Chess", rooms: [{ key: "Club room" }], lines: TWO_PERIODS });
  await signIn(school.owner);
  await page.goto("/orders");
  const list = page.getByRole("table", { name: "Orders" });
  await page.getByLabel("Find orders").fill("季学");
  await expect(list.getByRole("link")).toHaveText(["秋季学期"]);
  await page.getByLabel("Find orders").fill("club");
  await expect(list.getByRole("link")).toHaveText(["Chess"]);
});

test("a school without orders is told how to begin, and what its quota is", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/orders");
  await expect(page.getByRole("heading", { name: "No orders yet" })).toBeVisible();
  await expect(page.getByText("Your quota: 100 rooms and 5,000 seats at the same time.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Ways to begin" }).getByRole("button")).toHaveCount(4);
  await expectAccessible(page);
});
