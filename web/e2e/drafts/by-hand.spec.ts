// An order from nothing: by hand in the editor, in both languages, by keys alone, and from a spreadsheet.
import { Caller } from "../support/api";
import { HOLIDAY, TERM, doc, keepDraft } from "../support/drafts";
import { type Page, expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

inBothLanguages("an order by hand", (language) => {
  const zh = language === "zh-CN";
  const say = (en: string, chinese: string) => (zh ? chinese : en);
  /** Words change nothing about it: once is enough. */
  const accessible = async (page: Page) => (zh ? undefined : expectAccessible(page));

  test("comes to be", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/orders");
    await page.getByRole("button", { name: say("By hand", "手工填写") }).click();
    await expect(page.getByText(say("Rooms are missing.", "缺少教室。"))).toBeVisible();
    await accessible(page);
    await page.getByLabel(say("Name of the order", "订单名称")).fill("Spring, grade 7");
    await page.getByLabel(say("Classes", "班级"), { exact: true }).fill("7-1 … 7-12");
    await page.getByRole("button", { name: say("Add", "添加"), exact: true }).click();
    await expect(page.getByRole("row")).toHaveCount(13);
    await accessible(page);

    await page.getByRole("link", { name: say("On to week", "下一步：周课表") }).click();
    await page
      .getByRole("gridcell", { name: say("Monday, period 1, 08:00, empty", "周一, 第 1 节，08:00, 空") })
      .click();
    await page.keyboard.type("Maths / Mr Chen");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Art");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: say("Copy to classes…", "复制到班级…") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("Copy", "复制"), exact: true })
      .click();
    await accessible(page);

    await page.getByRole("link", { name: say("On to days", "下一步：校历") }).click();
    await page.getByLabel(say("First day", "首日")).fill(TERM.first_day);
    await page.getByLabel(say("Last day", "末日")).fill(TERM.last_day);
    await page.locator(`td[data-day='${HOLIDAY}']`).click();
    await page.getByRole("button", { name: say("No lessons", "停课"), exact: true }).click();
    await expect(page.getByRole("heading", { name: say("Fits", "排得下"), exact: true })).toBeVisible();
    await accessible(page);

    await page.getByRole("link", { name: say("On to review", "下一步：确认") }).click();
    await accessible(page);
    await page.getByRole("button", { name: say("Order 12 rooms", "订购 12 间教室") }).click();
    await expect(page).toHaveURL(/\/orders\/ord_/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Spring, grade 7");
    const owner = await Caller.signIn(school.owner);
    const { items } = await owner.send("GET", "/v1/orders");
    expect(items).toMatchObject([{ lessons_total: (19 * 2 - 2) * 12, classrooms: { total: 12 } }]);
    expect((await owner.send("GET", "/v1/drafts")).items).toEqual([]);
  });
});

test.describe("other ways", () => {
  test.use({ locale: "en" });

  test("by keys alone a lesson is carried, taken back and ordered", async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [{ key: "7-1", seats: 40 }] }));
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/week`);
    const cell = page.getByRole("gridcell", { name: "Maths, Mr Chen, Monday, period 1" });
    await cell.focus();
    for (const key of ["Space", "ArrowRight", "ArrowDown", "Space"]) await page.keyboard.press(key);
    await expect(page.getByRole("gridcell", { name: "Maths, Mr Chen, Tuesday, period 2" })).toBeFocused();
    await page.keyboard.press("Control+z");
    await expect(cell).toBeVisible();
    await page.getByRole("link", { name: /^5 Review/ }).press("Enter");
    const order = page.getByRole("button", { name: "Order 1 room", exact: true });
    await expect(order).toBeEnabled();
    await order.press("Enter");
    await expect(page).toHaveURL(/\/orders\/ord_/);
    // It is said once, on the page that shows what was ordered.
    const said = page.getByRole("status").filter({ hasText: /Ordered\. First lesson Mon.*, 08:00\./ });
    await expect(said).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(said).toHaveCount(0);
  });

  further(
    "by mouse a subject is painted, a lesson is moved and another takes its place",
    async ({ page, school, signIn }) => {
      const id = await keepDraft(school.owner, doc());
      await signIn(school.owner);
      await page.goto(`/drafts/${id}/week`);
      const cell = (name: string) => page.getByRole("gridcell", { name });
      await page.getByRole("button", { name: "+ Subject" }).click();
      await page.getByLabel("New subject").fill("Art");
      await page.keyboard.press("Enter");
      await cell("Tuesday, period 1").dragTo(cell("Thursday, period 1"));
      await expect(cell("Art, Wednesday, period 1")).toBeVisible();
      await page.getByRole("button", { name: "Art", exact: true }).click();
      await cell("Maths, Mr Chen, Monday").dragTo(cell("Art, Tuesday"));
      await expect(cell("Maths, Mr Chen, Tuesday, period 1")).toBeVisible();
      await expect(cell("Art, Monday, period 1")).toBeVisible();
    },
  );

  test("what an order has to fit into is seen before its first field", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/orders/new");
    const verdict = page.getByRole("region", { name: "Verdict" });
    await expect(verdict.getByRole("heading", { name: "Not complete" })).toBeVisible();
    await expect(verdict).toContainText("0 of 100");
    await expectAccessible(page);
  });

  test("sixty classes are pasted from a spreadsheet", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/orders/new?door=paste");
    const heads = ["Mon", "Tue", "Wed", "Thu", "Fri"].flatMap((day) =>
      Array.from({ length: 8 }, (_, at) => `${day} ${at + 1}`),
    );
    const row = (room: number) => [`C${room}`, ...heads.map((_, at) => `Subject ${at % 8}`)];
    const rows = [["Class", ...heads], ...Array.from({ length: 60 }, (_, index) => row(index + 1))];
    await page.getByLabel("Cells from a spreadsheet").fill(rows.map((cells) => cells.join("\t")).join("\n"));
    await expect(page.getByText("A table: 60 classes, 2,400 lessons a week.")).toBeVisible();
    await page.getByRole("button", { name: "Take these over" }).click();
    await expect(page.getByRole("grid", { name: "Week of class C1" })).toBeVisible();
    await expect(page.getByText("60 classes")).toBeVisible();
  });

  further(
    "a term of sixty classes is ordered from a list with times and pupils in ten clicks",
    async ({ page, school, signIn }) => {
      await signIn(school.owner);
      await page.goto("/");
      await page.evaluate(() =>
        addEventListener(
          "click",
          () => (sessionStorage["clicks"] = String(Number(sessionStorage["clicks"] ?? 0) + 1)),
          true,
        ),
      );
      const list = Array.from({ length: 60 }, (_, index) =>
        ["Mon", "Tue", "Wed", "Thu", "Fri"].map((day, at) =>
          [
            `C${index + 1}`,
            day,
            `0${8 + (at % 2)}:00`,
            `0${8 + (at % 2)}:45`,
            "Maths",
            "Mr Chen",
            30 + (index % 9),
          ].join("\t"),
        ),
      ).flat();
      await page.getByRole("link", { name: "New order" }).click();
      await page.getByRole("button", { name: "Paste" }).click();
      await expect(page.getByLabel("Cells from a spreadsheet")).toBeFocused();
      await page.keyboard.insertText(["Class\tDay\tStart\tEnd\tSubject\tTeacher\tStudents", ...list].join("\n"));
      await expect(page.getByText("It says how many pupils 60 classes have.")).toBeVisible();
      await page.getByRole("button", { name: "Take these over" }).click();
      await page.getByRole("link", { name: "On to days" }).click();
      await page.getByLabel("First day").click();
      await page.getByLabel("First day").fill(TERM.first_day);
      await page.getByLabel("Last day").click();
      await page.getByLabel("Last day").fill(TERM.last_day);
      await page.getByRole("link", { name: "On to review" }).click();
      const verdict = page.getByRole("region", { name: "Verdict" });
      await expect(verdict.getByRole("heading", { name: "Fits", exact: true })).toBeVisible();
      await expect(verdict.getByText("A name is missing.")).toBeVisible();
      await page.getByLabel("Name of the order").click();
      await page.keyboard.type("Spring");
      await page.getByRole("button", { name: "Order 60 rooms" }).click();
      await expect(page).toHaveURL(/\/orders\/ord_/);
      expect(Number(await page.evaluate(() => sessionStorage["clicks"]))).toBeLessThanOrEqual(10);
      const { items } = await (
        await Caller.signIn(school.owner)
      ).send("GET", "/v1/classrooms?limit=60&sort=created_at");
      const seats = new Map(items.map((one: { key: string; seats: number }) => [one.key, one.seats]));
      expect([seats.get("C1"), seats.get("C9"), seats.get("C60")]).toEqual([30, 38, 35]);
    },
  );
});
