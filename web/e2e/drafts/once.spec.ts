// One order comes of a draft, whatever happens between the button and the answer.
import { Caller, type School } from "../support/api";
import { doc, keepDraft } from "../support/drafts";
import { ORIGIN } from "../support/place";
import { type Page, expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

const button = (page: Page) => page.getByRole("button", { name: "Order 12 rooms" });

async function reviewed(page: Page, school: School): Promise<void> {
  const id = await keepDraft(school.owner, doc(), "review");
  await page.goto(`/drafts/${id}/review`);
  await expect(page.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
}

async function orders(school: School): Promise<unknown[]> {
  return (await (await Caller.signIn(school.owner)).send("GET", "/v1/orders")).items;
}

test("an answer that is lost after the order was made", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await reviewed(page, school);
  const lost = { keys: [] as (string | undefined)[] };
  await page.route("**/v1/orders", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    lost.keys.push(route.request().headers()["idempotency-key"]);
    if (lost.keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await button(page).click();
  await expect(page.getByText(/^Not known yet whether it went through/)).toBeVisible();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  expect(new Set(lost.keys).size).toBe(1);
  expect(await orders(school)).toHaveLength(1);
});

/** The order goes through, and its answer does not come. */
async function confirmUnanswered(page: Page): Promise<void> {
  await page.route("**/v1/orders", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await button(page).click();
  await expect(page.getByText(/^Not known yet whether it went through/)).toBeVisible();
}

test("a reload while no answer came", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await reviewed(page, school);
  await confirmUnanswered(page);
  await page.unroute("**/v1/orders");
  await page.reload();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  expect(await orders(school)).toHaveLength(1);
});

test("a double click, and the way back", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/orders");
  await reviewed(page, school);
  const draft = page.url();
  await button(page).dblclick();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  const order = page.url();
  await page.goto(draft);
  await expect(page).toHaveURL(order);
  expect(await orders(school)).toHaveLength(1);
});

test("two tabs that confirm one draft", async ({ page, context, school, signIn }) => {
  await signIn(school.owner);
  await reviewed(page, school);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
  await Promise.all([button(page).click(), button(other).click()]);
  for (const one of [page, other]) await expect(one).toHaveURL(/\/orders\/ord_/);
  expect(new URL(page.url()).pathname).toBe(new URL(other.url()).pathname);
  expect(await orders(school)).toHaveLength(1);
});

further("who goes on to another page before the answer is told there, and stays", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await reviewed(page, school);
  await confirmUnanswered(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders", exact: true }).click();
  const search = page.getByRole("searchbox");
  await search.fill("Spring");
  await expect(page).toHaveURL(/\/orders\?.*Spring/);
  const address = page.url();
  await page.unroute("**/v1/orders");
  const told = page.getByRole("status").filter({ hasText: "Ordered: Spring, grade 8" });
  await expect(told).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(search).toHaveValue("Spring");
  await expectAccessible(page);
  await told.getByRole("link", { name: "Open the order" }).click();
  await expect(page).toHaveURL(/\/orders\/ord_/);
  await expect(told).toHaveCount(0);
  expect(await orders(school)).toHaveLength(1);
});

further(
  "a shared draft that a colleague orders is told of to its owner, who orders it no second time",
  async ({ page, browser, school, signIn }) => {
    const id = await keepDraft(school.owner, doc(), "review", { shared: true });
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/review`);
    await expect(button(page)).toBeEnabled();
    const context = await browser.newContext({ baseURL: ORIGIN, locale: "en" });
    await context.request.post("/v1/sessions", { data: await school.add("admin"), headers: { Origin: ORIGIN } });
    const theirs = await context.newPage();
    await theirs.goto(`/drafts/${id}/review`);
    await expect(theirs.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
    await button(theirs).click();
    await expect(theirs).toHaveURL(/\/orders\/ord_/);
    const order = new URL(theirs.url()).pathname;

    const told = page.getByRole("status").filter({ hasText: /^Ordered by / });
    await expect(told).toBeVisible({ timeout: 60_000 });
    await expect(button(page)).toHaveAttribute("aria-disabled", "true");
    await expectAccessible(page);
    await page.goto("/drafts");
    await expect(page.getByRole("link", { name: /^Ordered ?: Spring, grade 8/ })).toHaveAttribute("href", order);
    await page.goto(`/drafts/${id}/review`);
    await page.getByRole("link", { name: "Open the order" }).click();
    await expect(page).toHaveURL(new RegExp(order));
    expect(await orders(school)).toHaveLength(1);
    await context.close();
  },
);
