// A browser shows dates in its own language; the portal says them in the reader's.
import { day, placeOrder, TWO_PERIODS } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("a day that is chosen", (language) => {
  const zh = language === "zh-CN";
  const from = zh ? "从" : "From";
  const said = (date: string) =>
    new Intl.DateTimeFormat(zh ? "zh-CN" : "en-GB", {
      weekday: "short",
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    }).format(new Date(`${date}T00:00:00Z`));

  test("is said in words, which describe its field", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/settings/audit");
    const field = page.getByLabel(from, { exact: true });
    await expect(field).not.toHaveAttribute("aria-describedby");
    await field.fill(day(-2));
    await expect(field).toHaveAccessibleDescription(said(day(-2)));
    await expect(page.getByText(said(day(-2)))).toBeVisible();
    await expectAccessible(page);
    await field.fill("");
    await expect(field).not.toHaveAttribute("aria-describedby");
  });

  test("fits on a phone, among its neighbours", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: TWO_PERIODS });
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(school.owner);
    for (const path of ["/settings/audit", `/orders/${id}/lessons`, "/usage"]) {
      await page.goto(`${path}?from=2026-09-23&to=2026-09-30`);
      const field = page.getByRole("main").locator("input[type=date]").last();
      await expect(field, path).toHaveAccessibleDescription(said("2026-09-30"));
      const over = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await page.evaluate(over), path).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
});
