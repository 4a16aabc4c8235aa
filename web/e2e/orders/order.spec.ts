// One order: its parts, and cancelling it, with what follows said before.
import { expect, expectAccessible, further, inBothLanguages, test } from "../support/test";
import { TWO_PERIODS, clock, day, placeOrder } from "../support/orders";

inBothLanguages("one order", (language) => {
  const zh = language === "zh-CN";

  test("is cancelled once it is said what that ends", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, {
      lines: [...TWO_PERIODS, { key: "now", title: "物理", dates: [day()], start: clock(), duration_minutes: 40 }],
    });
    await signIn(school.owner);
    await page.goto(`/orders/${id}`);
    await page.getByRole("button", { name: zh ? "取消订单" : "Cancel the order" }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText(zh ? "随后教室全部释放" : "then all rooms go");
    await expectAccessible(page);
    await sheet.getByRole("button", { name: zh ? "取消订单" : "Cancel the order" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("button", { name: zh ? "取消订单" : "Cancel the order" })).toHaveCount(0);
    await page.goto("/orders");
    await expect(page.getByRole("row", { name: /Autumn, grade 7/ })).toContainText(zh ? "已取消" : "Cancelled");
  });
});

test.describe("the parts of an order", () => {
  test.use({ locale: "en" });

  for (const part of ["", "/week", "/rooms", "/lessons", "/history"]) {
    (part ? further : test)(
      `${part || "summary"} has no fault for who reads it by ear`,
      async ({ page, school, signIn }) => {
        const { id } = await placeOrder(school, { lines: TWO_PERIODS });
        await signIn(school.owner);
        await page.goto(`/orders/${id}${part}`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("Autumn, grade 7");
        await expect(page.locator("[role=status]:not(:empty)")).toHaveCount(0);
        await expectAccessible(page);
      },
    );
  }

  further("rooms are looked for by name and by state, as the address says", async ({ page, school, signIn }) => {
    const rooms = [{ key: "7-1" }, { key: "7-2" }, { key: "Choir", name: "合唱" }];
    const { id } = await placeOrder(school, { rooms, lines: TWO_PERIODS });
    await signIn(school.owner);
    await page.goto(`/orders/${id}/rooms`);
    const list = page.getByRole("table", { name: "Rooms" });
    const room = (name: string) => list.getByRole("link", { name, exact: true });
    await expect(room("7-1")).toBeVisible();
    await page.getByLabel("Find classrooms").fill("合唱");
    await expect(room("Choir")).toBeVisible();
    await expect(room("7-1")).toHaveCount(0);
    await page.reload();
    await expect(room("Choir")).toBeVisible();
    await expect(room("7-1")).toHaveCount(0);
    await page.getByLabel("State", { exact: true }).selectOption({ label: "Ready" });
    await expect(page).toHaveURL(/state=ready/);
    await expect(page.getByRole("heading", { name: "No classroom is like this." })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Show all classrooms" }).click();
    await expect(room("7-1")).toBeVisible();
  });

  test("who may only look is told who may amend, and has nothing to press", async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(await school.add("viewer"));
    await page.goto(`/orders/${id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Autumn, grade 7");
    const amend = page.getByRole("button", { name: "Amend" });
    await expect(amend).toBeDisabled();
    await expect(amend).toHaveAccessibleDescription("Your role may not do this. Owner and admin may.");
    await expect(page.getByRole("link", { name: "Amend" })).toHaveCount(0);
    await expectAccessible(page);
    await expect(page.getByRole("button", { name: "Cancel the order" })).toBeDisabled();
    for (const address of ["/", "/orders"]) {
      await page.goto(address);
      await expect(page.getByRole("button", { name: "New order" })).toHaveAccessibleDescription(
        "Your role may not do this. Owner and admin may.",
      );
      await expect(page.getByRole("link", { name: "New order" })).toHaveCount(0);
    }
  });
});
