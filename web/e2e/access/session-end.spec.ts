// A session ends while somebody is in the middle of a form: signing in over the page, nothing is lost, and what was sent goes once.
import { expect, expectAccessible, test } from "../support/test";

test("an ended session loses nothing that was typed", async ({ page, context, school, signIn }) => {
  await signIn(school.owner);
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  const form = page.getByRole("dialog", { name: "Make a key" });
  await form.getByLabel("Name").fill("timetables");
  await form.getByLabel("orders:read").check();

  await context.request.delete("/v1/sessions/current", { headers: { Origin: new URL(page.url()).origin } });
  await form.getByRole("button", { name: "Make a key" }).click();
  const again = page.getByRole("dialog", { name: "Sign in again to go on" });
  await expect(again.getByLabel("E-mail")).toHaveValue(school.owner.email);
  await expectAccessible(page);
  await again.getByLabel("Password").fill("not the password");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await again.getByLabel("Password").fill(school.owner.password);
  await again.getByRole("button", { name: "Sign in", exact: true }).click();

  const made = page.getByRole("dialog", { name: "timetables" });
  await expect(made.locator("code")).toHaveText(/^hr_live_/);
  await made.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /timetables/ })).toHaveCount(1);
});
