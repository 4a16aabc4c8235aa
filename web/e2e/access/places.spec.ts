// The tabs of a browser share one session: what one of them changes about it, the others are told before they act on it.
import { School } from "../support/api";
import { ORIGIN } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test("a tab is told that the session went on to another place", async ({ page, context, operator, school }) => {
  const other = await School.create(operator, "新华小学");
  // One password for both.
  await other.add("owner", school.owner);
  const signedIn = await context.request.post("/v1/sessions", {
    data: { ...school.owner, tenant: school.id },
    headers: { Origin: ORIGIN },
  });
  expect(signedIn.status(), await signedIn.text()).toBe(201);
  await page.goto("/orders");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const second = await context.newPage();
  await second.goto("/");
  await second.getByRole("button", { name: "清河第二中学" }).click();
  await second.getByRole("button", { name: /新华小学/ }).click();
  await expect(second.getByRole("button", { name: "新华小学" })).toBeVisible();
  await expect(second.getByRole("dialog")).toHaveCount(0);
  const told = page.getByRole("dialog", { name: "You are at 新华小学 now" });
  await expect(told).toBeVisible();
  await expectAccessible(page);
  await told.getByRole("button", { name: "Load anew" }).click();
  await expect(page.getByRole("button", { name: "新华小学" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
