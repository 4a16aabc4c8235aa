// An operator rolls a new room image, stops it, lets it go on and takes it back.
import type { Caller } from "../support/api";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

const IMAGE = "registry.example/room:v2";

/** One that a try before this one left is in nobody's way: there is one at a time. */
async function noneIsOpen(operator: Caller): Promise<void> {
  const { items } = await operator.send("GET", "/v1/images/rolls?limit=1");
  for (const { id, state } of items as { id: string; state: string }[]) {
    if (state === "rolling" || state === "stopped") await operator.send("POST", `/v1/images/rolls/${id}/take-back`);
  }
}

further(
  "a room image is rolled, stopped, resumed and taken back, and what names no image is said where it was typed",
  async ({ page, operator, signIn }) => {
    await noneIsOpen(operator);
    await signIn(PLATFORM);
    await page.goto("/ops/clusters");
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("link", { name: "Images", exact: true }).click();
    const roll = page.getByRole("region", { name: "New room image" });
    const sheet = page.getByRole("dialog");
    await roll.getByRole("button", { name: "Roll a new image" }).click();
    const image = sheet.getByLabel("Image", { exact: true });
    await image.fill("the new one");
    await sheet.getByRole("button", { name: "Begin" }).click();
    await expect(image).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await image.fill(IMAGE);
    await sheet.getByRole("button", { name: "Begin" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(roll).toContainText(IMAGE);
    await expect(roll.getByText("Goes from order to order", { exact: true })).toBeVisible();
    await expectAccessible(page);

    const verb = async (name: string, asks: string, then: string) => {
      await roll.getByRole("button", { name, exact: true }).click();
      const said = page.getByRole("dialog", { name: asks });
      await expect(said).toContainText(IMAGE);
      await said.getByRole("button", { name, exact: true }).click();
      await expect(said).toHaveCount(0);
      await expect(roll.getByText(then, { exact: true })).toBeVisible();
    };
    await verb("Stop", "Stop this roll?", "Stopped");
    await expect(roll).toContainText("By an operator.");
    await verb("Resume", "Resume this roll?", "Goes from order to order");
    await verb("Take back", "Take this image back?", "Taken back");
    await expect(roll.getByRole("button", { name: "Roll a new image" })).toBeVisible();
  },
);
