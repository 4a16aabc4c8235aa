// A partner makes an institution with its first owner; where the owner cannot be added the institution is there, and the owner alone is asked again.
import { randomUUID } from "node:crypto";
import { person } from "../support/api";
import { expect, expectAccessible, further, test } from "../support/test";

test.use({ locale: "en" });

further("a partner makes an institution, and adds its owner in a second try", async ({ page, operator, signIn }) => {
  const partner = await operator.send("POST", "/v1/partners", { body: { name: "Lingnan Schools Network" } });
  const who = person("partner");
  await operator.send("POST", `/v1/partners/${partner.id}/members`, { body: { ...who, role: "partner_admin" } });
  const name = `School ${randomUUID().slice(0, 8)}`;
  await signIn(who);
  await page.goto("/ops/tenants");
  await page.getByRole("link", { name: "New institution" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  const email = page.getByLabel("E-mail of the owner");
  await email.fill("nobody");
  await page.getByRole("button", { name: "Create the institution" }).click();
  await expect(page.getByText(`${name} is created. Its owner was not added:`)).toBeVisible();
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name", { exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await email.fill(person("owner").email);
  await page.getByRole("button", { name: "Add the owner" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${name} is created` })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Go to the institution" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goto("/ops/tenants");
  await expect(page.getByRole("link", { name, exact: true })).toHaveCount(1);
});
