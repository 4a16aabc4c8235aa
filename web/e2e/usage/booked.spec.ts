// What is booked of the quota: each peak says which orders make it up, and the table of the page is had as a file.
import { readFileSync } from "node:fs";
import { day, placeOrder } from "../support/orders";
import { expect, expectAccessible, further, inBothLanguages } from "../support/test";

inBothLanguages("what is booked", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  further("is made up of orders, and comes as a table", async ({ page, school, signIn }) => {
    const at = { rrule: "FREQ=DAILY", start: "10:00", teachers: ["Mr Chen"] };
    const { id } = await placeOrder(school, { name: "七年级", lines: [{ key: "maths", title: "Maths", ...at }] });
    await placeOrder(school, {
      name: "八年级",
      rooms: [{ key: "8-1", seats: 30 }],
      lines: [{ key: "art", title: "Art", ...at }],
    });
    await signIn(school.owner);
    await page.goto(`/usage?from=${day(1)}&to=${day(3)}`);
    const peak = page.locator("summary", { hasText: say(/10:00: 3 rooms/, /10:00：3 间教室/) });
    await peak.click();
    const orders = page.getByRole("table", { name: say(/^Made up of: .* 10:00/, /^构成: .* 10:00/) }).first();
    await expect(orders.getByRole("row", { name: /七年级/ })).toContainText("100");
    await expect(orders.getByRole("row", { name: /八年级/ })).toContainText("30");
    await expectAccessible(page);

    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    const rows = readFileSync(await file.path(), "utf8")
      .trimEnd()
      .split("\r\n")
      .slice(1);
    expect(file.suggestedFilename()).toBe(`usage-${day(1)}-${day(3)}.csv`);
    expect(rows.some((row) => /\b3\b/.test(row) && /\b130\b/.test(row))).toBe(true);

    await orders.getByRole("link", { name: "七年级" }).click();
    await expect(page).toHaveURL(new RegExp(`/orders/${id}`));
  });
});
