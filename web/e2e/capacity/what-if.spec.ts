// An operator asks what would happen if everything were thirty times as much, or a cluster were lost, and nothing is changed.
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

test("a growth that does not fit names the nodes that are missing", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/capacity");
  await page.getByRole("link", { name: "What if…" }).click();
  await expect(page).toHaveURL(/\/ops\/what-if/);
  await page.getByRole("button", { name: "Work it out" }).click();
  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer.getByRole("row").nth(1)).toBeVisible();
  await page.getByLabel("Demand, % of what is booked").fill("many");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByLabel("Demand, % of what is booked")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Demand, % of what is booked").fill("100");
  await page.locator("summary", { hasText: "Rooms" }).click();
  await page.getByLabel("Minutes before the lesson").fill("241");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByLabel("Minutes before the lesson")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Minutes before the lesson").fill("20");
  await page
    .getByRole("checkbox", { name: /is lost/ })
    .first()
    .check();
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(answer.getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
});

further("growths add up, and each is refused at its own field", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/what-if");
  await page.getByRole("button", { name: "One more growth" }).click();
  const second = page.getByRole("group", { name: "Growth 2" });
  const percent = second.getByLabel("Demand, % of what is booked");
  await percent.fill("many");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(percent).toHaveAttribute("aria-invalid", "true");
  await percent.fill("200");
  await second.getByLabel("Kind that grows").selectOption("class");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByRole("region", { name: "Answer" }).getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
});

further("a growth is taken away again, and why there can be no more is said", async ({ page, signIn }) => {
  await signIn(PLATFORM);
  await page.goto("/ops/what-if");
  const add = page.getByRole("button", { name: "One more growth" });
  const percent = (n: number) =>
    page.getByRole("group", { name: `Growth ${n}`, exact: true }).getByLabel("Demand, % of what is booked");
  await add.click();
  await percent(2).fill("many");
  await add.click();
  await percent(3).fill("300");
  await page.getByRole("button", { name: "Work it out" }).click();
  await expect(percent(2)).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Remove: Growth 2" }).click();
  await expect(add).toBeFocused();
  await expect(percent(2)).toHaveValue("300");
  await expect(percent(2)).not.toHaveAttribute("aria-invalid", "true");
  await expect(percent(3)).toHaveCount(0);
  for (let n = 3; n <= 20; n += 1) await add.press("Enter");
  await expect(page.getByText("A question has 20 growths at most.")).toBeVisible();
  await expect(add).toBeFocused();
  await expect(add).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(page);
  await add.press("Enter");
  await expect(page.getByRole("group", { name: /^Growth / })).toHaveCount(19);
});

further(
  "a number of nodes that is wrong is said on top, or at its field, which is opened",
  async ({ page, signIn }) => {
    await signIn(PLATFORM);
    await page.goto("/ops/what-if");
    const workOut = page.getByRole("button", { name: "Work it out" });
    const nodes = page.getByLabel(/^Nodes of .*, more or fewer$/).first();
    const further = page.getByLabel("How many", { exact: true });
    await nodes.fill("10001");
    await workOut.click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(further).not.toHaveAttribute("aria-invalid", "true");
    await nodes.fill("");

    const summary = page.locator("summary", { hasText: "A further cluster" });
    await summary.click();
    await further.fill("10001");
    await summary.click();
    await expect(further).toBeHidden();
    await workOut.click();
    await expect(further).toBeVisible();
    await expect(further).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expectAccessible(page);
  },
);
