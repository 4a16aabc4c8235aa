// An operator empties a cluster, reads what cannot move and why, and keeps it after all.
import { ground, placeOf } from "../support/ground";
import { placeOrder, TWO_PERIODS } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further(
  "a cluster that is drained says what cannot move, and keeps it when the drain is cancelled",
  async ({ page, operator, signIn }) => {
    const {
      region,
      school,
      clusters: [cluster],
    } = await ground(operator, "a");
    await placeOrder(school, { region, name: "Autumn, grade 7", lines: TWO_PERIODS });
    await signIn(PLATFORM);
    await page.goto(`/ops/clusters/${cluster.id}/moves`);
    await page.getByRole("button", { name: "Drain", exact: true }).click();
    const asked = page.getByRole("dialog", { name: `Drain ${cluster.name}` });
    await expect(asked).toContainText("It takes no new orders");
    await expectAccessible(page);
    await asked.getByRole("button", { name: "Drain", exact: true }).click();
    await expect(asked).toHaveCount(0);

    // There is no other cluster in its region.
    const progress = page.getByRole("region", { name: "Drain", exact: true });
    await expect(progress).toContainText("1 order left");
    const blocked = progress.getByRole("table", { name: "Cannot move now" });
    await expect(blocked.getByRole("row", { name: /Autumn, grade 7/ })).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);

    await page.getByRole("button", { name: "Cancel the drain" }).click();
    const kept = page.getByRole("dialog", { name: `Cancel the drain of ${cluster.name}` });
    await expect(kept).toContainText("the cluster stays cordoned");
    await kept.getByRole("button", { name: "Cancel the drain" }).click();
    await expect(kept).toHaveCount(0);
    await expect(progress).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Uncordon" })).toBeVisible();
    expect(await placeOf(operator, school)).toBe(cluster.name);
  },
);
