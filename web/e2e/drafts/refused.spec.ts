// An order that does not fit is drawn on the week, and the way out is one click that can be taken back.
import { classes, doc, keepDraft, line } from "../support/drafts";
import { Caller } from "../support/api";
import { REGION } from "../support/place";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

/** All but a few rooms of the quota, on Monday at 08:00. */
async function othersOnMonday(owner: Parameters<typeof Caller.signIn>[0]): Promise<void> {
  const { name, kind, rooms, term, time_zone } = doc({ name: "Others", rooms: classes(95, 9) });
  const lessons = [{ key: "o", title: "PE", rrule: "FREQ=WEEKLY;BYDAY=MO", start: "08:00", duration_minutes: 45 }];
  const body = { name, kind, region: REGION, rooms, term, timetable: { time_zone, lessons } };
  await (await Caller.signIn(owner)).send("POST", "/v1/orders", { body });
}

test("a refused order is repaired by taking an alternative", async ({ page, school, signIn }) => {
  await othersOnMonday(school.owner);
  const id = await keepDraft(
    school.owner,
    doc({ lines: [line("Maths", ["MO"], "08:00"), line("Art", ["TU"], "08:00")] }),
  );
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const verdict = page.getByRole("region", { name: "Verdict" });
  await expect(verdict.getByRole("heading", { name: "Does not fit" })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: "Maths, 7 rooms too many, Maths老师, Monday" })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: "Art, Art老师, Tuesday" })).toBeVisible();
  await expectAccessible(page);
  await verdict.getByRole("button", { name: /^12 rooms/ }).click();
  await expect(page.getByRole("gridcell", { name: "Maths, 7 rooms" })).toBeFocused();
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await expect(page.getByRole("button", { name: "Order 12 rooms" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("link", { name: /^3 Week/ }).click();
  await verdict
    .getByRole("button", { name: /lessons? of this class/ })
    .first()
    .click();
  await expect(verdict.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
  await verdict.getByRole("button", { name: "Undo" }).click();
  await expect(verdict.getByRole("heading", { name: "Does not fit" })).toBeVisible();
  await verdict
    .getByRole("button", { name: /lessons? of this class/ })
    .first()
    .click();
  await page.getByRole("link", { name: /^5 Review/ }).click();
  await page.getByRole("button", { name: "Order 12 rooms" }).click();
  await expect(page).toHaveURL(/\/orders\/ord_/);
});

further("what an alternative moves in another class is shown there", async ({ page, school, signIn }) => {
  await othersOnMonday(school.owner);
  const id = await keepDraft(school.owner, doc({ lines: [line("Maths", ["MO"], "08:00")] }));
  await signIn(school.owner);
  await page.goto(`/drafts/${id}/week`);
  const show = page
    .getByRole("region", { name: "Verdict" })
    .getByRole("button", { name: /^Show / })
    .first();
  const room = (await show.innerText()).replace("Show ", "");
  await show.click();
  const ghost = page
    .getByRole("grid", { name: `Week of class ${room}` })
    .getByRole("gridcell", { name: /Maths, to \d\d:\d\d/ });
  await expect(ghost).toBeFocused();
  await page.mouse.move(0, 0);
  await expect(ghost).toBeVisible();
  await expectAccessible(page);
});

further(
  "a sentence about a field leads to it, from another step and from its own",
  async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [{ key: "8-1", seats: 2_000 }] }), "days");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/days`);
    const verdict = page.getByRole("region", { name: "Verdict" });
    await expect(verdict.getByRole("heading", { name: "Something is wrong" })).toBeVisible();
    await verdict.getByRole("listitem").getByRole("button").first().click();
    await expect(page).toHaveURL(/\/rooms$/);
    const seats = page.getByLabel("Pupils 8-1");
    await expect(seats).toBeFocused();
    await expect(seats).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await page.getByLabel("Name of the order").focus();
    await page.getByRole("alert").getByRole("button").first().click();
    await expect(seats).toBeFocused();
    await seats.fill("50");
    await seats.blur();
    await expect(verdict.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
  },
);
