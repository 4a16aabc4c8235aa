// An operator suspends an institution and lets it go on, changes its quota, and sees it as it sees itself: each with its reason, which stays.
import { randomUUID } from "node:crypto";
import { Caller, School } from "../support/api";
import { doc, keepDraft } from "../support/drafts";
import { TWO_PERIODS, placeOrder } from "../support/orders";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test, further } from "../support/test";

test.use({ locale: "en" });

const QUOTA_REASON = "They pay for <b>two</b> more rooms";

test("an institution is suspended with a reason that it reads, and goes on", async ({ page, operator, signIn }) => {
  const school = await School.create(operator, `School ${randomUUID().slice(0, 8)}`);
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(PLATFORM);
  await page.goto("/ops/tenants");
  await page.getByLabel("Name or external number").fill(school.name.slice(-8));
  await page.getByRole("link", { name: school.name, exact: true }).click();
  await page.getByRole("button", { name: "Suspend" }).click();
  const sheet = page.getByRole("dialog", { name: `Suspend ${school.name}` });
  await expect(sheet).toContainText("What is booked stays booked.");
  await expect(sheet.getByText("Give the reason first.")).toBeVisible();
  await expectAccessible(page);
  await sheet.getByLabel("Reason").fill("Unpaid since May");
  await sheet.getByRole("button", { name: "Suspend it now" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("main").getByText("Unpaid since May")).toBeVisible();

  // Its owner reads why, and is told in words when something is asked all the same.
  const owner = await page
    .context()
    .browser()!
    .newContext({ baseURL: new URL(page.url()).origin, locale: "en" });
  await owner.request.post("/v1/sessions", { data: school.owner, headers: { Origin: new URL(page.url()).origin } });
  const theirs = await owner.newPage();
  await theirs.goto("/");
  await expect(theirs.getByText("Unpaid since May").first()).toBeVisible();
  await expect(placeOrder(school, { name: "Too late", lines: TWO_PERIODS })).rejects.toThrow("suspended");

  await page.getByRole("button", { name: "Resume" }).click();
  const again = page.getByRole("dialog", { name: `Resume ${school.name}` });
  await again.getByLabel("Reason").fill("Paid");
  await again.getByRole("button", { name: "Resume it now" }).click();
  await expect(page.getByText("Unpaid since May")).toHaveCount(0);
  await expect(theirs.getByText("Unpaid since May")).toHaveCount(0);
  await placeOrder(school, { name: "In time", lines: TWO_PERIODS });
  await owner.close();
});

further(
  "a suspended institution keeps its draft, and reads at its button who can resume it",
  async ({ page, operator, school, signIn }) => {
    const id = await keepDraft(school.owner, doc(), "review");
    await operator.send("POST", `/v1/tenants/${school.id}/suspend`, { body: { reason: "Unpaid since May" } });
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/review`);
    const order = page.getByRole("button", { name: "Order 12 rooms" });
    await expect(order).toBeDisabled();
    await expect(order).toHaveAccessibleDescription(/while the institution is suspended.*The operator can resume it/);
    await expectAccessible(page);
  },
);

further("a quota is changed with a reason, which stands in its history", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(PLATFORM);
  await page.goto("/ops/tenants?sort=-created_at");
  await page.locator(`a[href="/ops/tenants/${school.id}/quota"]`).click();
  const rooms = page.getByLabel("New limit: Rooms at the same time");
  await expect(rooms).toBeFocused();
  await rooms.fill("1");
  await expect(page.getByText(/Rooms at the same time: 2 are booked already/)).toBeVisible();
  await rooms.fill("102");
  await page.getByRole("button", { name: "Set the quota" }).click();
  await expect(page.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Reason").fill(QUOTA_REASON);
  await page.getByRole("button", { name: "Set the quota" }).click();
  await expect(page.getByText("The quota is set.")).toBeVisible();
  const history = page.getByRole("table", { name: "Change" }).getByRole("row", { name: "100 → 102" });
  await expect(history).toContainText(QUOTA_REASON);
  await expectAccessible(page);
  const use = await (await Caller.signIn(school.owner)).send("GET", "/v1/usage/quota");
  expect(use.rooms.limit).toBe(102);
});

further("an operator sees an institution as it sees itself, and comes back", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(PLATFORM);
  await page.goto(`/ops/tenants/${school.id}/now`);
  await page.getByRole("link", { name: "See as they see" }).click();
  const acting = page.getByRole("status").filter({ hasText: `Viewing ${school.name} as support.` });
  await expect(acting).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Week" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" }).click();
  await page.getByRole("link", { name: "Autumn, grade 7" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}\\?as=${school.id}`));
  await expect(acting).toBeVisible();
  await page.getByRole("link", { name: "Back to the platform" }).click();
  await expect(acting).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Next bell" })).toBeVisible();
  expect(new URL(page.url()).search).toBe("");
});
