// An operator changes what a cluster bears: what is wrong is said at its field, and what was saved stands there when it is changed again.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("the most pods of a node and what packs are changed and left as they were again", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/clusters");
  await page.getByRole("table").getByRole("link").first().click();
  const change = page.getByRole("button", { name: "Change", exact: true });
  const sheet = page.getByRole("dialog");
  const perNode = sheet.getByLabel("Pods of a node, at most");
  const packed = sheet.getByLabel("Sell what packs onto its nodes");
  const save = async (typed: string) => {
    await perNode.fill(typed);
    await sheet.getByRole("button", { name: "Save" }).click();
  };
  await change.click();
  await save("0");
  await expect(perNode).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await packed.check();
  // As many as may be said: no room of another story finds less than before.
  await save("1000");
  await expect(sheet).toHaveCount(0);
  await change.click();
  await expect(perNode).toHaveValue("1000");
  await expect(packed).toBeChecked();
  await packed.uncheck();
  await save("");
  await expect(sheet).toHaveCount(0);
  await change.click();
  await expect(perNode).toHaveValue("");
  await expect(packed).not.toBeChecked();
});
