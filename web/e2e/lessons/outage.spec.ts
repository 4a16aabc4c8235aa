// The service is gone for a while and comes back, while a page is open on which somebody works.
import { Caller } from "../support/api";
import { clock, day, placeOrder } from "../support/orders";
import { Service } from "../support/service";
import { expect, expectAccessible, test, watch } from "../support/test";

test.use({ locale: "en" });

const LINES = [{ key: "maths", title: "Maths", dates: [day()], start: clock() }];

test("the service stops and starts again under an open page, which says so, loses nothing and lives on", async ({
  browser,
  school,
}) => {
  const { id } = await placeOrder(school, { name: "Before", lines: LINES });
  const service = await Service.start();
  const context = await browser.newContext({ baseURL: service.origin });
  const faults = await watch(context, service.origin);
  const resumed: string[] = [];
  context.on("request", (request) => {
    const after = request.headers()["last-event-id"];
    if (after && request.url().endsWith("/v1/events/stream")) resumed.push(after);
  });
  try {
    await context.request.post("/v1/sessions", { data: school.owner, headers: { Origin: service.origin } });
    const page = await context.newPage();
    await page.goto(`/orders/${id}`);
    await expect(page.getByText(/^As of .* · live$/)).toBeVisible();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    const sheet = page.getByRole("dialog");
    // It has asked what runs, which the cancelling waits for.
    await expect(sheet.getByRole("button", { name: "Cancel the order" })).toBeEnabled();

    await service.kill();
    await expect(page.getByText(/^No connection\. Shown as of/)).toBeVisible();
    await sheet.getByRole("button", { name: "Cancel the order" }).click();
    await expect(sheet.getByText(/connection/i)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Before");
    await expectAccessible(page);

    // Meanwhile somebody else changes the order, by another replica.
    const owner = await Caller.signIn(school.owner);
    await owner.send("PATCH", `/v1/orders/${id}`, { body: { name: "After" }, headers: { "If-Match": "*" } });
    await service.again();
    await expect(page.getByText(/^No connection\. Shown as of/)).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("After");
    expect(resumed.length, "streams that go on after what was heard last").toBeGreaterThan(0);
    await expect(page.getByText(/^As of .* · live$/)).toBeVisible();

    await sheet.getByRole("button", { name: "Cancel the order" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Cancel the order" })).toHaveCount(0);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
    await service.kill();
  }
});
