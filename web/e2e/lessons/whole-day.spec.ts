// A school of hundreds of classes: its day is loaded part by part, but counted, printed and saved whole.
import { readFileSync } from "node:fs";
import { weekOf } from "../../src/api/days";
import type { School } from "../support/api";
import { addRooms } from "../support/database";
import { day, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

const ROOMS = 90;
const STARTS = ["08:00", "10:00", "12:00"];
const ALL = ROOMS * STARTS.length;
const DATE = day(7);

/** Ninety classes a bell: as many as the school's quota takes at once. */
async function placeAll(school: School): Promise<void> {
  for (const [at, start] of STARTS.entries()) {
    const rooms = Array.from({ length: ROOMS }, (_, n) => ({ key: `${at + 7}-${n + 1}` }));
    const lines = [{ key: "maths", title: "Maths", dates: [DATE], start }];
    await placeOrder(school, { name: `Grade ${at + 7}`, rooms, lines });
  }
}

/** As if there were a printer: what stands in the page when it is sent there. */
async function printed(page: Page, row: string, before: () => Promise<void>): Promise<number> {
  await page.evaluate((rows) => {
    window.print = () => {
      window.dispatchEvent(new Event("beforeprint"));
      document.title = `printed ${document.querySelectorAll(rows).length}`;
      window.dispatchEvent(new Event("afterprint"));
    };
  }, row);
  await before();
  await expect(page).toHaveTitle(/^printed /);
  return Number((await page.title()).slice("printed ".length));
}

test("a day of hundreds of classes is counted, printed and saved whole", async ({ page, school, signIn }) => {
  await placeAll(school);
  await signIn(school.owner);
  await page.goto(`/day?date=${DATE}`);
  const table = page.getByRole("table", { name: /Lessons of/ });
  // Not all rows are there: the bells' counts are those of all lessons nevertheless.
  await expect(page.getByText("The first 224 rows")).toBeVisible();
  const filters = page.getByRole("group", { name: "State" });
  await expect(filters.getByRole("button")).toHaveText([`${ALL} Scheduled`]);
  expect(await table.getByRole("row").count()).toBeLessThan(120);
  await expectAccessible(page);

  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /CSV/ }).click()]);
  expect(
    readFileSync(await file.path(), "utf8")
      .trimEnd()
      .split("\r\n"),
  ).toHaveLength(ALL + 1);

  const rows = await printed(page, "main tbody tr:not([aria-hidden])", () =>
    page.getByRole("button", { name: "Print" }).click(),
  );
  expect(rows).toBe(ALL);
  await expect(page.getByText(`${ALL} rows`)).toBeVisible();
  // On the screen it is a long list again.
  await expect.poll(() => table.getByRole("row").count()).toBeLessThan(120);
  await expect(table).toHaveAttribute("aria-rowcount", String(ALL + 1));

  // The printer of the browser, whoever asks it, has all that is loaded.
  const paper = (await page.pdf({ format: "A4", landscape: true })).toString("latin1");
  expect(paper.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(5);
});

test("a page that is refused is told of, and nothing is printed by halves", async ({ page, school, signIn }) => {
  await placeAll(school);
  await signIn(school.owner);
  await page.goto(`/day?date=${DATE}`);
  await expect(page.getByText("The first 224 rows")).toBeVisible();
  await page.route("**/v1/lessons/board?*", (route) => route.abort("connectionreset"));
  let sent = 0;
  await page.exposeFunction("sent", () => (sent += 1));
  await page.evaluate("window.print = window.sent");
  await page.getByRole("button", { name: "Print" }).click();
  await expect(page.getByText("No connection.").first()).toBeVisible();
  await page.unrouteAll();
  expect(sent).toBe(0);
  await page.getByRole("button", { name: "Print" }).click();
  await expect.poll(() => sent).toBe(1);
});

test("the week of a school is a sheet for each of its classes", async ({ page, school, signIn }) => {
  await placeAll(school);
  await signIn(school.owner);
  await page.goto(`/print/week?week=${weekOf(DATE)}`);
  await expect(page.getByText(`${ALL} sheets`)).toBeVisible();
  await expect(page.getByRole("main").getByRole("table")).toHaveCount(ALL);
  await expect(page.getByRole("button", { name: "Print" })).toBeEnabled();
});

test("links are made once all classrooms of an order are known", async ({ page, school, signIn }) => {
  const lines = [{ key: "maths", title: "Maths", dates: [DATE], start: "08:00" }];
  const { id } = await placeOrder(school, { rooms: [{ key: "7-1" }], lines });
  addRooms(id, 450, "Room");
  await signIn(school.owner);
  await page.goto(`/print/links?order=${id}`);
  await expect(page.getByText("451 classrooms")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make 451 links" })).toBeVisible();
});
