// A calendar program reads a classroom's lessons by an address that is made in the portal, until it is revoked there.
import { placeOrder } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

inBothLanguages("a subscription", (language) => {
  const zh = language === "zh-CN";

  test("is made, read without signing in, and revoked", async ({ page, school, signIn, playwright }) => {
    await placeOrder(school, { lines: [{ key: "maths", title: "数学", rrule: "FREQ=DAILY", start: "08:55" }] });
    await signIn(school.owner);
    await page.goto("/classrooms");
    await page.getByRole("link", { name: "7-2" }).first().click();
    await page.getByRole("button", { name: zh ? "订阅日历" : "Subscribe" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: zh ? "生成地址" : "Make an address" }).click();
    const address = (await sheet.locator("code").textContent()) ?? "";
    await expectAccessible(page);
    const program = await playwright.request.newContext();
    const read = await program.get(address);
    expect(read.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
    expect(await read.text()).toContain("SUMMARY:数学");
    await sheet.getByRole("button", { name: zh ? /^撤销/ : /^Revoke/ }).click();
    await expect(sheet.getByRole("listitem").filter({ hasText: zh ? "撤销" : "Revoke" })).toHaveCount(0);
    expect((await program.get(address)).status()).toBe(404);
    await program.dispose();
  });

  further("is made from a class's week, of the order that is meant", async ({ page, school, signIn, playwright }) => {
    const line = { key: "maths", title: "数学", rooms: ["7-1"], rrule: "FREQ=DAILY", start: "08:55" };
    await placeOrder(school, { name: "Morning", lines: [line] });
    await placeOrder(school, { name: "Evening", lines: [{ ...line, title: "美术", start: "19:00" }] });
    await signIn(school.owner);
    await page.goto("/week?room=7-1");
    await page.getByRole("button", { name: zh ? "订阅日历" : "Subscribe" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("combobox").selectOption({ label: "Evening" });
    await expectAccessible(page);
    await sheet.getByRole("button", { name: zh ? "生成地址" : "Make an address" }).click();
    const address = (await sheet.locator("code").textContent()) ?? "";
    const program = await playwright.request.newContext();
    const read = await (await program.get(address)).text();
    expect(read).toContain("SUMMARY:美术");
    expect(read).not.toContain("SUMMARY:数学");
    await program.dispose();
  });
});
