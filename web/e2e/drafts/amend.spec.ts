// An order is amended with what changes said before, and what somebody else changed meanwhile is neither lost nor overwritten.
import { Caller } from "../support/api";
import { placeOrder } from "../support/orders";
import { ORIGIN } from "../support/place";
import { type Page, expect, expectAccessible, test, further, watch } from "../support/test";

test.use({ locale: "en" });

const LINES = [{ key: "maths", title: "Maths", rrule: "FREQ=WEEKLY;BYDAY=MO", start: "08:00" }];

test("an order is amended, and its lines keep their keys", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { lines: LINES });
  await signIn(school.owner);
  await page.goto(`/orders/${id}`);
  await page.getByRole("link", { name: "Amend" }).click();
  await page.getByRole("gridcell", { name: "Tuesday, period 1" }).click();
  await page.keyboard.type("Chinese");
  await page.keyboard.press("Enter");
  await page.getByRole("gridcell", { name: "Maths, Monday, period 1" }).press("Delete");
  await expect(page.getByRole("gridcell", { name: "Chinese, changed, Tuesday, period 1" })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: "was Maths, Monday, period 1" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Control+z");
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await expect(page.getByText(/^Added: Chinese/)).toBeVisible();
  await expect(page.getByText(/^\d+ more, 0 fewer, 0 moved$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Amend the order" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
  const now = await (await Caller.signIn(school.owner)).send("GET", `/v1/orders/${id}`);
  expect(now.generation).toBe(2);
  expect(now.timetable.lessons.map((one: { title: string }) => one.title)).toEqual(["Maths", "Chinese"]);
  expect(now.timetable.lessons[0].key).toBe("maths");
  await page.goto(`/orders/${id}/history`);
  await page.getByRole("button", { name: "See it: Version 2" }).click();
  await expect(page.getByRole("dialog").getByText(/^Added: Chinese/)).toBeVisible();
  await expectAccessible(page);
});

further(
  "a class gets another time from a lesson of its week in six clicks, and what changes is said of that class",
  async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: LINES });
    await signIn(school.owner);
    await page.goto("/week?room=7-2");
    await page.getByRole("link", { name: "The week after" }).click();
    await page.getByRole("link", { name: "Maths" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Change the timetable" }).click();
    await expect(page.getByRole("gridcell", { name: "Maths, Monday, period 1" })).toBeFocused();
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("gridcell", { name: "Tuesday, period 1" }).click();
    await page.getByRole("link", { name: "On to review" }).click();
    await expect(page.getByText("Maths · Mon · 08:00 · 45′: no longer 7-2")).toBeVisible();
    await expect(page.getByText("Added: Maths · Tue · 08:00 · 45′ · 7-2")).toBeVisible();
    await page.getByRole("button", { name: "Amend the order" }).click();
    await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
  },
);

test("what somebody else changed meanwhile is put beside it", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { name: "As it was", lines: LINES });
  const other = await Caller.signIn(school.owner);
  await signIn(school.owner);
  await page.goto(`/orders/${id}/amend`);
  await page.getByRole("gridcell", { name: "Tuesday, period 1" }).click();
  await page.keyboard.type("Chinese");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /^2 Rooms/ }).click();
  await page.getByLabel("Name of the order").fill("Mine");
  await other.send("PATCH", `/v1/orders/${id}`, {
    body: {
      name: "Theirs",
      rooms: [
        { key: "7-1", seats: 40 },
        { key: "7-2", seats: 50 },
      ],
    },
    headers: { "If-Match": "*" },
  });
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await page.getByRole("button", { name: "Amend the order" }).click();
  const sheet = page.getByRole("dialog", { name: "The order was changed meanwhile" });
  await expect(sheet.getByText(/changed it at/)).toBeVisible();
  await expect(sheet.getByText("Room 7-1: 50 → 40 pupils")).toBeVisible();
  await expect(sheet.getByRole("row")).toHaveCount(2);
  await expectAccessible(page);
  await sheet.getByRole("radio", { name: "Theirs" }).check();
  await sheet.getByRole("button", { name: "Go on with this" }).click();
  await expect(page.getByText(/^Added: Chinese/)).toBeVisible();
  await page.getByRole("button", { name: "Amend the order" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
  const now = await other.send("GET", `/v1/orders/${id}`);
  expect([now.name, now.rooms[0].seats, now.timetable.lessons.length]).toEqual(["Theirs", 40, 2]);
});

/** Somebody amends the order and stands before its review, with the name changed. */
async function renames(page: Page, order: string, name: string): Promise<void> {
  await page.goto(`/orders/${order}/amend`);
  await page.getByRole("link", { name: /^2 Rooms/ }).click();
  await page.getByLabel("Name of the order").fill(name);
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await expect(page.getByRole("button", { name: "Amend the order" })).toBeEnabled();
}

test("of two people who amend one order, who confirms later chooses", async ({ page, browser, school, signIn }) => {
  const { id } = await placeOrder(school, { name: "As it was", lines: LINES });
  const context = await browser.newContext({ baseURL: ORIGIN, locale: "en" });
  const faults = await watch(context);
  await context.request.post("/v1/sessions", { data: await school.add("admin"), headers: { Origin: ORIGIN } });
  const colleague = await context.newPage();
  await signIn(school.owner);
  await renames(page, id, "Mine");
  await renames(colleague, id, "Theirs");
  await colleague.getByRole("button", { name: "Amend the order" }).click();
  await expect(colleague).toHaveURL(new RegExp(`/orders/${id}$`));

  await page.getByRole("button", { name: "Amend the order" }).click();
  const sheet = page.getByRole("dialog", { name: "The order was changed meanwhile" });
  await expect(sheet.getByText(/changed it at/)).toBeVisible();
  await expect(sheet.getByRole("cell", { name: "Theirs" })).toBeVisible();
  await sheet.getByRole("radio", { name: "Mine" }).check();
  await sheet.getByRole("button", { name: "Go on with this" }).click();
  await page.getByRole("button", { name: "Amend the order" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
  const owner = await Caller.signIn(school.owner);
  expect((await owner.send("GET", `/v1/orders/${id}`)).name).toBe("Mine");
  await context.close();
  expect(faults, "faults that the colleague's browser noticed").toEqual([]);
});

further("what somebody else changes is told while one still edits", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { name: "As it was", lines: LINES });
  const other = await Caller.signIn(school.owner);
  await signIn(school.owner);
  await page.goto(`/orders/${id}/amend`);
  await page.getByRole("link", { name: /^2 Rooms/ }).click();
  await page.getByLabel("Name of the order").fill("Mine");
  // The stream is heard from here on: the foot of the page says so.
  await expect(page.getByText(/· live$/)).toBeVisible();
  await other.send("PATCH", `/v1/orders/${id}`, { body: { name: "Theirs" }, headers: { "If-Match": "*" } });
  const told = page.getByRole("status").filter({ hasText: "The order was changed meanwhile" });
  await expect(told).toContainText("Your text is kept.");
  await expect(page.getByLabel("Name of the order")).toHaveValue("Mine");
  await expectAccessible(page);
  await told.getByRole("button", { name: "See what changed" }).click();
  const sheet = page.getByRole("dialog", { name: "The order was changed meanwhile" });
  await expect(sheet.getByRole("cell", { name: "Theirs" })).toBeVisible();
  await sheet.getByRole("button", { name: "Go on with this" }).click();
  await expect(told).toHaveCount(0);
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await page.getByRole("button", { name: "Amend the order" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
  expect((await other.send("GET", `/v1/orders/${id}`)).name).toBe("Mine");
});

further("an amendment that was begun is gone on with, or begun again", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { name: "As it was", lines: LINES });
  const other = await Caller.signIn(school.owner);
  await signIn(school.owner);
  await page.goto(`/orders/${id}/amend`);
  await expect(page).toHaveURL(/\/drafts\/drf_/);
  await page.getByRole("link", { name: /^2 Rooms/ }).click();
  await page.getByLabel("Name of the order").fill("Mine");
  await expect(page.getByText(/^Saved \d/)).toBeVisible();
  await page.goto(`/orders/${id}`);
  await page.getByRole("link", { name: "Amend" }).click();
  const told = page.getByRole("status").filter({ hasText: "You go on with the amendment that you began." });
  await expect(told).toBeVisible();
  await expect(page.getByRole("heading", { name: "Mine", level: 1 })).toBeVisible();
  await expectAccessible(page);
  await told.getByRole("button", { name: "Begin from the order again" }).click();
  await expect(page.getByRole("heading", { name: "As it was", level: 1 })).toBeVisible();
  await expect(told).toHaveCount(0);
  expect((await other.send("GET", `/v1/drafts?order_id=${id}`)).items).toHaveLength(1);
});
