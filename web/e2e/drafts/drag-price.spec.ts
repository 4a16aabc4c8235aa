// While a lesson is carried over the week, the cell that it hangs over says what the move would come to, before and after; each cell is asked about once.
import { doc, keepDraft } from "../support/drafts";
import { expect, test } from "../support/test";

test.use({ locale: "en" });

test("a carried lesson says what the move would come to, and is dropped without waiting for it", async ({
  page,
  school,
  signIn,
}) => {
  const id = await keepDraft(school.owner, doc());
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  await expect(page.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
  const quotes: string[] = [];
  page.on("request", (request) => request.url().endsWith("/v1/quotes") && quotes.push(request.postData() ?? ""));
  const cell = (name: string) => page.getByRole("gridcell", { name });
  const over = async (name: string) => {
    const box = await cell(name).boundingBox();
    await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2, { steps: 8 });
  };
  await over("Maths, Mr Chen, Monday");
  await page.mouse.down();
  await over("Tuesday, period 1");
  await expect(cell("Tuesday, period 1")).toContainText(/\d+ → \d+ of \d+ rooms/);
  await over("Wednesday, period 1");
  await expect(cell("Wednesday, period 1")).toContainText(/\d+ → \d+ of \d+ rooms/);
  expect(quotes).toHaveLength(2);
  await over("Tuesday, period 1");
  await expect(cell("Tuesday, period 1")).toContainText(/\d+ → \d+ of \d+ rooms/);
  expect(quotes, "a cell that was asked about already").toHaveLength(2);
  await page.mouse.up();
  await expect(cell("Maths, Mr Chen, Tuesday, period 1")).toBeVisible();
  await expect(page.getByText(/\d+ → \d+ of \d+ rooms/)).toHaveCount(0);
});
