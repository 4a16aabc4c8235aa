// A release while a page is open: files of the build before are gone from the service, and what is needed of them is had by loading the page anew, once.
import type { Page } from "@playwright/test";
import { clock, day, placeOrder } from "../support/orders";
import type { School } from "../support/api";
import { expect, test } from "../support/test";

test.use({ locale: "en" });

/** Answers for a file as the service does that has it no more, until so many pages are loaded from now on. Tells the addresses that were. */
async function released(page: Page, file: RegExp, until = 1): Promise<() => string[]> {
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loaded.push(new URL(request.url()).pathname);
  });
  await page.route(file, (route) =>
    loaded.length < until ? route.fulfill({ status: 404, body: "" }) : route.continue(),
  );
  return () => loaded;
}

const lines = () => [{ key: "maths", title: "数学", dates: [day()], start: clock() }];

async function open(page: Page, school: School): Promise<void> {
  await placeOrder(school, { lines: lines() });
  await page.goto("/");
  await expect(page.getByRole("row", { name: /7-1/ })).toBeVisible();
  await expect(page.getByText(/· live$/)).toBeVisible();
}

test("a page that is gone is there all the same, and pointing at its link changes nothing", async ({
  page,
  school,
  signIn,
}) => {
  await signIn(school.owner);
  await open(page, school);
  const loads = await released(page, /\/assets\/UsagePage-.*\.js/);
  const link = page.getByRole("link", { name: "Usage", exact: true });
  const tried = page.waitForResponse(/\/assets\/UsagePage-/);
  await link.hover();
  expect((await tried).status()).toBe(404);
  await page.getByRole("heading", { level: 1 }).hover();
  expect(loads()).toEqual([]);
  await link.click();
  // Today has a quota too: it is the heading that says whose page this is, and the line that it has stood for a while.
  await expect(page.getByRole("heading", { level: 1, name: "Usage" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Quota" })).toContainText("100");
  await expect(page.getByText(/· live$/)).toBeVisible();
  expect(loads()).toEqual(["/usage"]);
});

test("what opens over a page and is gone loads the page anew, and opens then", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  await open(page, school);
  const loads = await released(page, /\/assets\/SearchSheet-.*\.js/);
  const anew = page.waitForEvent("domcontentloaded");
  await page.keyboard.press("Control+k");
  await anew;
  await expect(page.getByRole("row", { name: /7-1/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search" })).toBeVisible();
  expect(loads()).toEqual(["/"]);
});

test("a document whose own files are gone is loaded anew, once", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: lines() });
  await signIn(school.owner);
  const loads = await released(page, /\/assets\/frame-.*\.js/, 2);
  await page.goto("/", { waitUntil: "commit" });
  await expect(page.getByRole("row", { name: /7-1/ })).toBeVisible();
  await expect(page.getByText(/· live$/)).toBeVisible();
  expect(loads()).toEqual(["/", "/"]);
});
