// Language and theme are the reader's: kept by this browser, there from the first paint on.
import { expect, test } from "../support/test";

test("the language changes in place and is kept", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/keys");
  await expect(page.getByRole("button", { name: "Make a key" })).toBeVisible();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("button", { name: "创建密钥" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page).toHaveTitle(/设置/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("设置");
});

test("a theme that was chosen is there before any script runs", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/");
  await page.getByRole("button", { name: school.owner.email.split("@")[0]! }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveCSS("background-color", "rgb(16, 22, 19)");
  const next = page.waitForResponse((response) => response.request().isNavigationRequest());
  await page.reload();
  expect(await (await next).text()).toContain('data-theme="dark"');
});
