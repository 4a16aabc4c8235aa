// An operator changes what a cluster bears: what is wrong is said at its field, and what was saved stands there when it is changed again.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("the most pods of a node are changed and left to the kubelet again", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/clusters");
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByRole("button", { name: "Change", exact: true })).toBeVisible();
  const sheet = page.getByRole("dialog");
  const perNode = sheet.getByLabel("Pods of a node, at most");
  const save = async (typed: string) => {
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await perNode.fill(typed);
    await sheet.getByRole("button", { name: "Save" }).click();
  };
  await save("0");
  await expect(perNode).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  // As many as may be said: no room of another story finds less than before.
  await perNode.fill("1000");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(perNode).toHaveValue("1000");
  await perNode.fill("");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toHaveCount(0);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(perNode).toHaveValue("");
});
