// Somebody of the platform looks at an institution as it sees itself, and comes back; what the platform decides about it stands on its pages.
import { PLATFORM } from "../support/place";
import { expect, test } from "../support/test";

test.use({ locale: "en" });

test("an operator sees as an institution sees, and comes back", async ({ page, school, signIn }) => {
  await signIn(PLATFORM);
  await page.goto(`/ops/tenants/${school.id}/now`);
  await page.getByRole("link", { name: "See as they see" }).click();
  await expect(page.getByText(`Viewing ${school.name} as support.`)).toBeVisible();
  await expect(page.getByText("No lessons on this day.")).toBeVisible();
  await page.getByRole("link", { name: "Orders", exact: true }).click();
  await expect(page).toHaveURL(`/orders?as=${school.id}`);
  await page.getByRole("link", { name: "Back to the platform" }).click();
  await expect(page.getByRole("link", { name: "Next bell" })).toBeVisible();
  await expect(page.getByText("as support.")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText(`Viewing ${school.name} as support.`)).toBeVisible();
});

test("a suspended institution is told so on every page, and a reason comes first", async ({
  page,
  browser,
  baseURL,
  school,
  signIn,
}) => {
  await signIn(PLATFORM);
  await page.goto(`/ops/tenants/${school.id}/now`);
  await page.getByRole("button", { name: "Suspend" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByLabel("Reason")).toBeFocused();
  await expect(sheet.getByText("Give the reason first.")).toBeVisible();
  await page.keyboard.type("A bill is open");
  await sheet.getByRole("button", { name: "Suspend it now" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByText("A bill is open")).toBeVisible();
  const context = await browser.newContext({ locale: "en", ...(baseURL ? { baseURL } : {}) });
  await context.request.post("/v1/sessions", { data: school.owner, headers: { Origin: baseURL ?? "" } });
  const theirs = await context.newPage();
  await theirs.goto("/orders");
  await expect(theirs.getByText(/^This institution is suspended: .*A bill is open/)).toBeVisible();
  await context.close();
});
