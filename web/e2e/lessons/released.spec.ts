// A release while a page is open: files of the build before are gone from the service, and what is needed of them is had by loading the page anew, once.
import { clock, day, placeOrder } from "../support/orders";
import { expect, test } from "../support/test";

test.use({ locale: "en" });

test("a page that a release took the files from is loaded anew, once, and what was asked for is there", async ({
  page,
  school,
  signIn,
}) => {
  await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }] });
  await signIn(school.owner);
  await page.goto("/");
  await expect(page.getByRole("row", { name: /7-1/ })).toBeVisible();
  await expect(page.getByText(/· live$/)).toBeVisible();
  let documents = 0;
  page.on("request", (request) => (documents += Number(request.isNavigationRequest())));
  // As the service answers for a file that this build has not: a browser has taken what it prefetched from its memory, so an unvisited page stands for all.
  let gone = true;
  await page.route(/\/assets\/UsagePage-.*\.js/, (route) =>
    gone ? route.fulfill({ status: 404, body: "" }) : route.continue(),
  );
  page.on("framenavigated", () => (gone = false));
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page.getByRole("region", { name: "Quota" })).toContainText("100");
  expect(documents).toBe(1);
});
