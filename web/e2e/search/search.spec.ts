// Search from anywhere, by keys alone: an order and a class by half of a name, and what is found opens.
import { placeOrder, TWO_PERIODS } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test } from "../support/test";

inBothLanguages("search", (language) => {
  const say = <T>(en: T, zh: T): T => (language === "en" ? en : zh);

  test("finds an order and a class by keys alone, and says what it does not find", async ({ page, school, signIn }) => {
    await placeOrder(school, { name: "秋季学期 七年级", rooms: [{ key: "7-11" }], lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto("/usage");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.keyboard.press("Control+k");
    const sheet = page.getByRole("dialog", { name: say("Search", "搜索") });
    const field = sheet.getByRole("combobox");
    await expect(field).toBeFocused();

    await field.fill("no such thing");
    await expect(sheet.getByRole("status")).toContainText("no such thing");
    await field.fill("季学");
    await expect(sheet.getByRole("option")).toHaveCount(1);
    await expect(sheet.getByRole("option")).toContainText("秋季学期 七年级");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("秋季学期 七年级");

    await page.keyboard.press("Control+k");
    await field.fill("7-1");
    const room = sheet.getByRole("option").filter({ hasText: say("Classroom", "教室") });
    await expect(room).toContainText("7-11");
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 }), "Escape leaves the page as it was").toHaveText(
      "秋季学期 七年级",
    );
  });
});
