// A tab that nobody looks at stops hearing after five minutes, and shows what is new as soon as somebody comes back.
import { Caller } from "../support/api";
import { day, placeOrder } from "../support/orders";
import { expect, test } from "../support/test";

test.use({ locale: "en" });

const FIVE_MINUTES_MS = 5 * 60_000;

test("a hidden tab stops following after five minutes, and asks for everything when it is looked at again", async ({
  page,
  school,
  signIn,
}) => {
  const { id } = await placeOrder(school, {
    name: "Before",
    lines: [{ key: "maths", title: "Maths", dates: [day(1)], start: "08:00" }],
  });
  const open = new Set<unknown>();
  let asked = 0;
  const streams = (url: string) => url.endsWith("/v1/events/stream");
  page.on("request", (request) => {
    if (!streams(request.url())) return;
    open.add(request);
    asked++;
  });
  page.on("requestfailed", (request) => open.delete(request));
  page.on("requestfinished", (request) => open.delete(request));
  await signIn(school.owner);
  await page.clock.install();
  await page.goto(`/orders/${id}`);
  await expect(page.getByText(/^As of .* · live$/)).toBeVisible();
  await expect.poll(() => open.size).toBe(1);

  /** The browser of a test shows all its tabs: what the page is told of is told here. */
  const look = (state: "hidden" | "visible") =>
    page.evaluate((is) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => is });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, state);
  await look("hidden");
  // Nothing is heard in minutes that take a moment, so the page takes its line for lost, and asks for it again and again until it stops.
  await page.clock.runFor(FIVE_MINUTES_MS + 10_000);
  await expect.poll(() => open.size, "streams that are open after five minutes").toBe(0);

  const owner = await Caller.signIn(school.owner);
  await owner.send("PATCH", `/v1/orders/${id}`, { body: { name: "After" }, headers: { "If-Match": "*" } });
  const before = asked;
  await page.clock.runFor(FIVE_MINUTES_MS);
  expect([open.size, asked - before], "streams while nobody looks").toEqual([0, 0]);

  await look("visible");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("After");
  await expect.poll(() => open.size).toBe(1);
});
