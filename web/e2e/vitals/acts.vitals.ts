// How soon the portal answers to what is done in it: typing in the week grid and a drag over it, from the last key to the quote, and from an event of the
// service to the screen. On a desk, medians of five; nothing is asserted, for a machine has slow days.
import { Caller } from "../support/api";
import { classes, doc, keepDraft, line } from "../support/drafts";
import { placeOrder, TWO_PERIODS } from "../support/orders";
import { expect, test } from "../support/test";
import { longest, noteEvents } from "./events";
import { keep, median } from "./figures";

test.use({ locale: "en" });

const RUNS = 5;
const DAYS = ["MO", "TU", "WE", "TH", "FR"] as const;
const STARTS = ["08:00", "08:55", "10:00", "10:55", "14:00", "14:55", "15:50", "16:45"];

/** A week of forty cells, for thirty classes. */
const full = () =>
  doc({
    rooms: classes(30),
    lines: STARTS.flatMap((start) => DAYS.map((day) => line(`${day} ${start}`, [day], start))),
  });

test("what is done in the grid", async ({ page, school, signIn }) => {
  await noteEvents(page);
  await signIn(school.owner);
  const [typed, dragged, quoted]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    const id = await keepDraft(school.owner, full());
    await page.goto(`/drafts/${id}/week`);
    const cells = page.getByRole("grid").locator("td[data-day]");
    const verdict = page.getByRole("complementary").getByRole("heading", { level: 2 });
    await expect(verdict).toContainText("Fits");
    await longest(page);

    await cells.first().focus();
    for (const subject of ["Art", "Music", "Sports"]) {
      await page.keyboard.type(subject);
      await page.keyboard.press("Enter");
    }
    const last = Date.now();
    typed.push(await longest(page));
    await expect(verdict).toContainText("Checking");
    await expect(verdict).toContainText("Fits");
    quoted.push(Date.now() - last);

    const from = (await cells.first().boundingBox())!;
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    for (const cell of await cells.all()) {
      const to = (await cell.boundingBox())!;
      await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 2 });
    }
    await page.keyboard.press("Escape");
    await page.mouse.up();
    dragged.push(await longest(page));
  }
  keep("acts", [
    { what: "typing in the grid, to the next paint, ms", at_most: 50, is: median(typed) },
    { what: "a drag over forty cells, to the next paint, ms", at_most: 50, is: median(dragged) },
    { what: "from the last key to the quote, ms", at_most: 1_000, is: median(quoted) },
  ]);
});

test("from an event to the screen", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, { name: "As it was", lines: TWO_PERIODS });
  const owner = await Caller.signIn(school.owner);
  await signIn(school.owner);
  await page.goto(`/orders/${id}`);
  await expect(page.getByText(/· live$/)).toBeVisible();
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const name = `Changed ${run}`;
    const seen = page.waitForFunction((wanted) => document.querySelector("h1")?.textContent === wanted, name, {
      polling: "raf",
    });
    await owner.send("PATCH", `/v1/orders/${id}`, { body: { name }, headers: { "If-Match": "*" } });
    const answered = Date.now();
    await seen;
    took.push(Date.now() - answered);
  }
  keep("stream", [
    { what: "from the answer to a change to the screen of somebody else, ms", at_most: 300, is: median(took) },
  ]);
});
