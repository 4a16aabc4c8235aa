// An operator closes a storage pool to new orders and opens it again; what is wrong with a new one is said where it was typed.
import { addPool } from "../support/database";
import { ground } from "../support/ground";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further(
  "a storage pool is closed and opened again, and one that cannot be looked at is not added",
  async ({ page, operator, signIn }) => {
    const {
      clusters: [cluster],
    } = await ground(operator, "a");
    addPool(cluster.name, "nas-a", 1_000, 500);
    await signIn(PLATFORM);
    await page.goto(`/ops/clusters/${cluster.id}/nodes`);
    const row = page.getByRole("table", { name: "Storage pools" }).getByRole("row", { name: /nas-a/ });
    // 85 % of it are sold, and nothing is booked.
    await expect(row).toContainText("0 / 850");
    await expect(row).toContainText("0 / 425");
    await row.getByRole("button", { name: /^Close/ }).click();
    await expect(row.getByRole("cell", { name: "not taken", exact: true })).toBeVisible();
    await expectAccessible(page);
    await row.getByRole("button", { name: /^Open/ }).click();
    await expect(row.getByRole("cell", { name: "taken", exact: true })).toBeVisible();

    await page.getByRole("button", { name: "Add a pool" }).click();
    const sheet = page.getByRole("dialog", { name: `A storage pool for ${cluster.name}` });
    const [storageClass, bandwidth] = [sheet.getByLabel("StorageClass"), sheet.getByLabel("Mbit/s of the whole pool")];
    await sheet.getByLabel("Name", { exact: true }).fill("nas-b");
    await storageClass.fill("nas-b");
    await bandwidth.fill("0");
    await sheet.getByLabel("GiB of the whole pool").fill("500");
    await sheet.getByLabel("Days for which recordings are kept").fill("7");
    await sheet.getByRole("button", { name: "Add it" }).click();
    await expect(bandwidth).toHaveAttribute("aria-invalid", "true");
    await bandwidth.fill("1000");
    // Behind this cluster there is no API that could say what the class is.
    await sheet.getByRole("button", { name: "Add it" }).click();
    await expect(storageClass).toHaveAttribute("aria-invalid", "true");
    await expect(sheet).toContainText("The cluster does not answer.");
    await expect(bandwidth).not.toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await sheet.getByRole("button", { name: "Cancel" }).click();
    await expect(sheet).toHaveCount(0);
  },
);
