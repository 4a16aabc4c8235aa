// Whoever may only look sees what can be done with a lesson, hears who may do it, and sends nothing by trying.
import { person } from "../support/api";
import { placedYesterday, roomsAreUp } from "../support/database";
import { TWO_PERIODS, clock, day, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

/** What the page asks of the service beside reading, from here on. */
function sent(page: Page): string[] {
  const found: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") found.push(`${request.method()} ${request.url()}`);
  });
  return found;
}

inBothLanguages("a viewer", (language) => {
  const zh = language === "zh-CN";
  const sentence = zh ? "您的角色无此权限，所有者和管理员可以。" : "Your role may not do this. Owner and admin may.";
  const words = {
    next: zh ? "下一周" : "The week after",
    week: zh ? "7-1 周课表" : "Week of 7-1",
    group: zh ? "只改这一节" : "Change this lesson alone",
    acts: zh
      ? ["调课", "延长 10 分钟", "延长 15 分钟", "取消这节课"]
      : ["Move", "10 minutes more", "15 minutes more", "Cancel the lesson"],
    hold: zh ? "临时加课" : "Hold a lesson",
    order: zh ? "新建订单" : "New order",
    quota: zh ? "配额" : "Quota",
  };

  test("opens a lesson by keyboard, and hears who may change it", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(await school.add("viewer"));
    await page.goto("/week?room=7-1");
    await page.getByRole("link", { name: words.next }).click();
    await expect(page.getByRole("button", { name: words.hold })).toHaveAccessibleDescription(sentence);
    const maths = page.getByRole("table", { name: words.week }).getByRole("link", { name: "数学" }).first();
    await maths.focus();
    const tried = sent(page);
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog");
    const acts = sheet.getByRole("group", { name: words.group });
    await expect(acts.getByRole("button")).toHaveText(words.acts);
    for (const name of words.acts) {
      const act = acts.getByRole("button", { name, exact: true });
      await expect(act).toBeDisabled();
      await expect(act).toHaveAccessibleDescription(sentence);
      await expect(async () => {
        await page.keyboard.press("Tab");
        await expect(act).toBeFocused({ timeout: 100 });
      }).toPass();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Space");
    }
    // It is said once, for all of them.
    await expect(sheet.getByText(sentence)).toHaveCount(1);
    await expect(sheet).toContainText("08:55 – 09:40");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await expect(maths).toBeFocused();
    expect(tried).toEqual([]);
  });

  test("sees on a phone who may order, after the day and the quota", async ({ page, school, signIn }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(await school.add("viewer"));
    await page.goto("/");
    const order = page.getByRole("button", { name: words.order });
    await expect(order).toBeDisabled();
    await expect(order).toHaveAccessibleDescription(sentence);
    const quota = page.getByRole("region", { name: words.quota });
    await expect(quota).toContainText("100");
    expect((await order.boundingBox())!.y).toBeGreaterThan((await quota.boundingBox())!.y);
    await expectAccessible(page);
  });

  test("tries to carry a lesson by keyboard and by mouse, and is told", async ({ page, school, signIn }) => {
    await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(await school.add("viewer"));
    await page.goto("/week?room=7-1");
    await page.getByRole("link", { name: words.next }).click();
    const week = page.getByRole("table", { name: words.week });
    const maths = week.getByRole("link", { name: "数学" }).first();
    await maths.focus();
    const tried = sent(page);
    const news = page.getByRole("status").filter({ hasText: sentence });
    await expect(news).toHaveCount(0);
    await page.keyboard.press("Space");
    await expect(news).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(maths).toBeFocused();

    await page.reload();
    await expect(maths).toBeVisible();
    const from = (await maths.boundingBox())!;
    await page.mouse.move(from.x + 8, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 200, from.y + 8, { steps: 5 });
    await page.mouse.up();
    await expect(news).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expectAccessible(page);
    // What was only pressed opens as ever.
    await maths.click();
    await expect(page.getByRole("dialog")).toContainText("08:55 – 09:40");
    expect(tried).toEqual([]);
  });
});

further(
  "a viewer sees of an order, a classroom and the calendar what others may do with them",
  async ({ page, school, signIn }) => {
    const { id } = await placeOrder(school, { lines: TWO_PERIODS });
    await signIn(await school.add("viewer"));
    const owners = "Your role may not do this. Owner and admin may.";
    const teachers = "Your role may not do this. Owner, admin and teacher may.";
    const denied = async (name: string, why: string) => {
      const button = page.getByRole("button", { name, exact: true });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(why);
    };
    await page.goto(`/orders/${id}`);
    for (const name of ["Amend", "Cancel the order"]) await denied(name, owners);
    await expectAccessible(page);
    await page.goto(`/orders/${id}/rooms`);
    for (const name of ["Print links", "End all links"]) await denied(name, teachers);
    await page.getByRole("link", { name: "7-1", exact: true }).click();
    await denied("Hold a lesson", owners);
    await denied("Make a link", teachers);
    await expectAccessible(page);
  },
);

further("a viewer sees in a list of rooms that others may go in, and once who", async ({ page, school, signIn }) => {
  const { id } = await placeOrder(school, {
    lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }],
  });
  placedYesterday(id);
  roomsAreUp(id, []);
  await signIn(await school.add("viewer"));
  const sentence = "Your role may not do this. Owner, admin and teacher may.";
  await page.goto("/classrooms");
  for (const name of ["Enter 7-1", "Enter 7-2"]) {
    const enter = page.getByRole("button", { name, exact: true });
    await expect(enter).toBeDisabled();
    await expect(enter).toHaveAccessibleDescription(sentence);
  }
  await expect(page.getByText(sentence)).toHaveCount(1);
  await expectAccessible(page);
});

further(
  "support sees what an admin may do with a cluster, and is told once in a list",
  async ({ page, operator, signIn }) => {
    const support = person("support");
    await operator.send("POST", "/v1/members", { body: { ...support, role: "platform_support" } });
    await signIn(support);
    await page.goto("/ops");
    const clusters = page.getByRole("region", { name: "Clusters, now and at the bell" });
    const failover = clusters.getByRole("button", { name: /^Failover… of/ }).first();
    await expect(failover).toBeDisabled();
    const sentence = "Your role may not do this. Platform admin may.";
    await expect(failover).toHaveAccessibleDescription(sentence);
    await expect(clusters.getByText(sentence)).toHaveCount(1);
    await expectAccessible(page);
    await clusters.getByRole("link").first().click();
    await page.getByRole("link", { name: "Moves", exact: true }).click();
    await expect(page.getByRole("button", { name: "Rebalance", exact: true })).toHaveAccessibleDescription(sentence);
    await expectAccessible(page);
  },
);
