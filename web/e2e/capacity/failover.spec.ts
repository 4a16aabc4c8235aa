// An operator sees, from the next bell, what would go where if a cluster were lost; nothing goes by that.
import { ground, placeOf } from "../support/ground";
import { nextBell, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

/** Rooms come up in ten minutes: nothing is late. */
const AN_HOUR_MS = 3_600_000;

test("what would go where if a cluster were lost is a click away from the next bell, and nothing goes", async ({
  page,
  operator,
  signIn,
}) => {
  const { region, school, clusters } = await ground(operator, "a", "b");
  const { dates, start } = nextBell(AN_HOUR_MS);
  const lines = [{ key: "maths", title: "数学", dates, start }];
  await placeOrder(school, { region, rooms: [{ key: "7-1" }], lines });
  const from = await placeOf(operator, school);
  const to = clusters.find(({ name }) => name !== from)!.name;

  await signIn(PLATFORM);
  await page.goto("/ops");
  await page.getByRole("link", { name: `Failover… of ${from}` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(from);
  const failover = page.getByRole("region", { name: "Failover", exact: true });
  await failover.getByRole("button", { name: "See what would go where" }).click();
  await expect(failover).toContainText("1 of 1 rooms have a place, 0 have none");
  const row = failover.getByRole("table", { name: "Failover" }).getByRole("row", { name: school.name });
  await expect(row).toContainText("Would move");
  await expect(row).toContainText(to);
  // It is not lost: it is seen alone.
  await expect(failover.getByRole("button", { name: "Fail over now" })).toHaveCount(0);
  await expectAccessible(page);
  expect(await placeOf(operator, school)).toBe(from);
});
