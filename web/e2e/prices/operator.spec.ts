// An operator makes a plan, is told what is wrong at its field, adds a version, and puts a school on it.
import { randomUUID } from "node:crypto";
import { Caller } from "../support/api";
import { PLATFORM } from "../support/place";
import { expect, expectAccessible, test } from "../support/test";

test.use({ locale: "en" });

test("a plan is made, goes on in a version, and a school is put on it", async ({ page, school, signIn }) => {
  const name = `Campus ${randomUUID().slice(0, 6)}`;
  await signIn(PLATFORM);
  await page.goto("/ops/plans");
  await page.getByRole("link", { name: "New plan" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  const first = page.getByRole("group", { name: "Price 1", exact: true });
  await first.getByLabel("What invoices call it").fill("Seats");
  await first.getByLabel("How it is priced").selectOption("graduated");
  await first.getByRole("button", { name: "Add a step" }).click();
  const step = (number: number) => first.getByRole("group", { name: `Step ${number}` });
  await step(1).getByLabel("Price of one, in CNY").fill("0.05");
  await step(2).getByLabel("Price of one, in CNY").fill("cheap");
  await page.getByRole("button", { name: "Add a price" }).click();
  const second = page.getByRole("group", { name: "Price 2", exact: true });
  await second.getByLabel("What invoices call it").fill("Base fee");
  await second.getByLabel("What is counted").selectOption("month");
  await second.getByLabel("Price of one, in CNY").fill("990");
  const credit = page.getByLabel("Credit for a late room, in percent");
  await credit.fill("200");
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(step(2).getByLabel("Price of one, in CNY")).toHaveAttribute("aria-invalid", "true");
  await step(2).getByLabel("Price of one, in CNY").fill("0.045");
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(step(1).getByLabel("Up to")).toHaveAttribute("aria-invalid", "true");
  await expect(step(1).getByText("Only the last tier has no end.")).toBeVisible();
  await expect(credit).toHaveAttribute("aria-invalid", "true");
  await credit.fill("50");
  await expectAccessible(page);
  await step(1).getByLabel("Up to").fill("1000");
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page).toHaveURL(/\/ops\/plans\/pl/);
  await expect(page.getByText("up to 1,000: CN¥0.05")).toBeVisible();
  await expect(page.getByText("above: CN¥0.045")).toBeVisible();
  await expect(page.getByText("A room that is not ready when its lesson begins: 50% of it back.")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: "New version" }).click();
  await expect(page.getByText("moves nobody by itself: 0 institutions and 0 orders")).toBeVisible();
  await page.getByRole("group", { name: "Price 2", exact: true }).getByLabel("Price of one, in CNY").fill("1090");
  await page.getByRole("button", { name: "Make the version" }).click();
  await expect(page.getByRole("region", { name: "Version 2" })).toContainText("CN¥1,090.00");
  await expect(page.getByRole("region", { name: "Version 2" })).toContainText("50% of it back");
  await expect(page.getByRole("region", { name: "Version 1" })).toContainText("CN¥990.00");

  await page.goto(`/ops/tenants/${school.id}/plan`);
  const card = page.getByRole("article", { name, exact: true });
  await card.getByRole("button", { name: "Put on this plan" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Move to ${name}` })
    .click();
  await expect(card).toContainText("This is the plan now");
  await expectAccessible(page);
  const owner = await Caller.signIn(school.owner);
  expect((await owner.send("GET", "/v1/subscription")).current).toMatchObject({ name, number: 2 });
  await page.goto(`/ops/events?type=plan.created`);
  await expect(page.getByText(name).first()).toBeVisible();
});
