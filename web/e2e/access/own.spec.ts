// What a person changes of their own: the name that others see, the language, the password, and where they are signed in.
import { ORIGIN } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further("a name and a language are one's own, and kept", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/me/profile");
  await page.getByLabel("Time zone").fill("Nowhere");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Time zone")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await page.getByLabel("Time zone").fill("");
  await page.getByLabel("Name", { exact: true }).fill("Lin <b>老师</b>");
  await page.getByLabel("Language of pages and mails").selectOption("zh-CN");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.reload();
  await expect(page.getByLabel("姓名")).toHaveValue("Lin <b>老师</b>");
  await expect(page.getByRole("button", { name: /Lin <b>老师<\/b>/ })).toBeVisible();
});

further(
  "a password is changed by whoever knows the one before, and ends other sessions",
  async ({ page, playwright, school, signIn }) => {
    const elsewhere = await playwright.request.newContext({ baseURL: ORIGIN, extraHTTPHeaders: { Origin: ORIGIN } });
    expect((await elsewhere.post("/v1/sessions", { data: school.owner })).status()).toBe(201);
    await signIn(school.owner);
    await page.goto("/me/password");
    const change = async (current: string) => {
      await page.getByLabel("Current password").fill(current);
      await page.getByLabel("New password").fill("a longer password than before");
      await page.getByRole("button", { name: "Change the password" }).click();
    };
    await change("not the password");
    await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await change(school.owner.password);
    await expect(page.getByText("Other sessions that it opened have ended.")).toBeVisible();
    expect((await elsewhere.get("/v1/me")).status()).toBe(401);
    await elsewhere.dispose();
  },
);

further("where one is signed in is listed, and ended from here", async ({ page, playwright, school, signIn }) => {
  const elsewhere = await playwright.request.newContext({ baseURL: ORIGIN, extraHTTPHeaders: { Origin: ORIGIN } });
  expect((await elsewhere.post("/v1/sessions", { data: school.owner })).status()).toBe(201);
  await signIn(school.owner);
  await page.goto("/me/sessions");
  const rows = page.getByRole("table", { name: "Signed in" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This one" })).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "End", exact: true }).click();
  await expect(rows).toHaveCount(1);
  expect((await elsewhere.get("/v1/me")).status()).toBe(401);
  await elsewhere.dispose();
});
