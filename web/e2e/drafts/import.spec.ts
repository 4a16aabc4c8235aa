// A school's own file becomes an order: what was understood is seen first, questions are answered and rows mended in place, and nothing exists until Confirm.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Caller } from "../support/api";
import { TERM, doc, keepDraft } from "../support/drafts";
import { type Page, expect, expectAccessible, test, further } from "../support/test";

const sample = (name: string) => resolve(import.meta.dirname, "../../../tests/data/timetables", name);

async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
}

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("a list of a university is mended and becomes an order that is scheduled", async ({ page, school, signIn }) => {
    const owner = await Caller.signIn(school.owner);
    await signIn(school.owner);
    await page.goto("/orders/new");
    await expect(page.getByText("文件读取后不会保存")).toBeVisible();
    await expectAccessible(page);
    await choose(page, sample("cn-university-list-gb18030.csv"));
    await expect(page.getByText("按文本清单读取，编码 gb18030，以逗号分隔。")).toBeVisible();
    await expect(page.getByText("9 行等待上方的回答。")).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel("预设").selectOption("大学，12 × 45 分钟");
    await page.getByRole("button", { name: "回答并重新读取" }).click();
    await page.getByLabel("首日").fill(TERM.first_day);
    await page.getByLabel("末日").fill(TERM.last_day);
    await page.getByRole("button", { name: "回答并重新读取" }).click();
    await expect(page.getByText("共 12 条：已采用 9，略过 1，有误 2。")).toBeVisible();
    await expect(page.getByText("2 行有误，不予采用。")).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("form", { name: "修正 第 12 行" }).getByLabel("星期").fill("星期三");
    await page.getByRole("form", { name: "修正 第 12 行" }).getByRole("button", { name: "修正" }).click();
    await expect(page.getByText("共 12 条：已采用 10，略过 1，有误 1。")).toBeVisible();
    await page.getByRole("form", { name: "修正 第 13 行" }).getByLabel("周次").fill("10-16周");
    await page.keyboard.press("Enter");
    await expect(page.getByText("共 12 条：已采用 11，略过 1，有误 0。")).toBeVisible();
    await expect(page.getByText("编码 gb18030")).toBeVisible();
    expect((await owner.send("GET", "/v1/orders")).items).toEqual([]);

    await page.getByRole("button", { name: /^以 \d+ 节课继续$/ }).click();
    await expect(page).toHaveURL(/\/week$/);
    await page.getByRole("link", { name: /^5\s*确认/ }).click();
    await page.getByRole("button", { name: "订购 2 间教室" }).click();
    await expect(page).toHaveURL(/\/orders\/ord_/);
    const { items } = await owner.send("GET", "/v1/orders");
    expect(items).toMatchObject([{ phase: "scheduled", classrooms: { total: 2 } }]);
    const order = await owner.send("GET", `/v1/orders/${items[0].id}`);
    expect(order.rooms.map((room: { key: string; seats: number }) => [room.key, room.seats])).toEqual([
      ["计科2601", 48],
      ["计科2602", 45],
    ]);
    expect(order.timetable.lessons.map((line: { title: string }) => line.title)).toEqual(
      expect.arrayContaining(["选修课", "程序设计", "𠮷语文选"]),
    );
  });
});

test.describe("in English", () => {
  test.use({ locale: "en" });

  test("rows of a workbook are mended where they stand", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/orders/new?door=file");
    await choose(page, sample("xlsx-typed-list.xlsx"));
    await page.getByLabel("Pupils in rooms without a number").fill("35");
    await page.getByRole("button", { name: "Answer and read again" }).click();
    await expect(page.getByText("Read 9: taken 6, skipped 0, wrong 3.")).toBeVisible();
    await expectAccessible(page);
    const mend = async (row: number, field: string, text: string) => {
      const form = page.getByRole("form", { name: `Mend Row ${row}` });
      await form.getByLabel(field).fill(text);
      await form.getByRole("button", { name: "Mend" }).click();
    };
    await mend(9, "End", "11:45");
    await expect(page.getByText("Read 9: taken 7, skipped 0, wrong 2.")).toBeVisible();
    await mend(7, "End", "09:45");
    await expect(page.getByText("Read 9: taken 8, skipped 0, wrong 1.")).toBeVisible();
    await mend(10, "Class", "703");
    await expect(page.getByText("Read 9: taken 9, skipped 0, wrong 0.")).toBeVisible();
    await expect(page.getByText("Cells mended here: 3.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Go on with 9 lessons" })).toBeEnabled();
    await page.getByRole("button", { name: "Go back to the file as it was" }).click();
    await expect(page.getByText("Read 9: taken 6, skipped 0, wrong 3.")).toBeVisible();
  });

  further("what a calendar has wrong is placed by hand once the rest is taken", async ({ page, school, signIn }) => {
    const event = (id: string, title: string, zone: string) =>
      [
        "BEGIN:VEVENT",
        `UID:${id}@school`,
        `SUMMARY:${title}`,
        "LOCATION:7-1",
        `DTSTART;TZID=${zone}:${id}080000`,
        `DTEND;TZID=${zone}:${id}084500`,
        "END:VEVENT",
      ].join("\r\n");
    const [maths, art] = [event("20270907T", "Maths", "Asia/Shanghai"), event("20270908T", "Art", "Mars/Olympus")];
    const calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", maths, art, "END:VCALENDAR", ""].join("\r\n");
    await signIn(school.owner);
    await page.goto("/orders/new?door=file");
    await choose(page, { name: "school.ics", mimeType: "text/calendar", buffer: Buffer.from(calendar) });
    await page.getByLabel("Pupils in rooms without a number").fill("40");
    await expect(page.getByLabel("A classroom is")).toHaveValue("LOCATION");
    await page.getByRole("button", { name: "Answer and read again" }).click();
    await expect(page.getByText("Read 2: taken 1, skipped 0, wrong 1.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Take the rest, place this by hand" }).click();
    await expect(page).toHaveURL(/\/week$/);
    await expect(page.getByText("Still to place by hand: 1")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: /^Placed/ }).press("Enter");
    await expect(page.getByText(/^Still to place by hand/)).toHaveCount(0);
    await expect(page.getByRole("grid").locator(":focus")).toHaveCount(1);
  });

  further(
    "a calendar is taken with its moved lesson and without its cancelled one",
    async ({ page, school, signIn }) => {
      await signIn(school.owner);
      await page.goto("/orders/new?door=file");
      await choose(page, sample("google-class.ics"));
      await expect(page.getByText("google-class.ics was read as a calendar, in UTF-8.")).toBeVisible();
      await page.getByLabel("Pupils in rooms without a number").fill("40");
      await expect(page.getByLabel("A classroom is")).toHaveValue("LOCATION");
      await page.getByRole("button", { name: "Answer and read again" }).click();
      await expect(page.getByText("Read 7: taken 6, skipped 1, wrong 0.")).toBeVisible();
      await page.getByLabel("Show", { exact: true }).selectOption("all, errors first");
      await expect(page.getByText("It lasts all day.")).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Go on with 48 lessons" }).click();
      await page.getByRole("link", { name: /^1 Source/ }).click();
      await expect(page.getByText("Read 7: taken 6, skipped 1, wrong 0.")).toBeVisible();
      await page.getByRole("link", { name: /^4 Days/ }).click();
      // Early on the first in the calendar's own zone, which is the day before in the west.
      await expect(page.getByLabel("First day")).toHaveValue(/^2026-(08-31|09-01)$/);
      await expect(page.getByText("1 lesson is cancelled or moved by itself and stays so.")).toBeVisible();
    },
  );

  further("a workbook with a sheet a class asks for its term and its bells", async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [], lines: [], name: "" }), "source");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/source`);
    await choose(page, sample("cn-class-week-sheets.xlsx"));
    await page.getByLabel("Pupils in rooms without a number").fill("40");
    await expect(page.getByText(/^When do these periods begin and end/)).toBeVisible();
    await expect(page.getByLabel("Begins 8")).toHaveValue("16:45");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Answer and read again" }).click();
    await expect(page.getByText("No row is wrong.")).toBeVisible();
    await page.getByRole("button", { name: /^Go on with \d+ lessons$/ }).click();
    await expect(page.getByRole("grid", { name: "Week of class 七(1)班" })).toBeVisible();
    await expect(page.getByRole("gridcell", { name: /^语文/ }).first()).toBeVisible();
  });

  further("groups of a class get a room each, and what was not taken can be kept", async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [], lines: [], name: "" }), "source");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/source`);
    await choose(page, sample("untis-gpu001.txt"));
    await expect(page.getByLabel("Ends 9")).toHaveValue("18:25");
    await page.getByRole("button", { name: "Answer and read again" }).click();
    await page.getByLabel("Pupils in rooms without a number").fill("40");
    await page.getByRole("button", { name: "Answer and read again" }).click();
    await expect(page.getByText("Read 23: taken 20, skipped 1, wrong 2.")).toBeVisible();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download what was not taken" }).click();
    const list = readFileSync(await (await saved).path(), "utf8");
    expect(list.startsWith("\uFEFFWhere,Why,")).toBe(true);
    expect(list.trim().split("\r\n")).toHaveLength(4);
    await page.getByRole("button", { name: "Give each group a room" }).click();
    await expect(page.getByText(/taken 21, skipped 1, wrong 1\./)).toBeVisible();
  });

  further(
    "what is no timetable is refused with the way out, and what is too large is not sent",
    async ({ page, school, signIn }) => {
      await signIn(school.owner);
      await page.goto("/orders/new?door=file");
      await choose(page, { name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") });
      const refused = page.getByRole("alert");
      await expect(refused).toContainText("Nothing can be read of this file");
      await expect(refused).toContainText("Save it as .xlsx or .csv");
      await expectAccessible(page);
      let sent = 0;
      page.on("request", (request) => (sent += request.url().includes("/timetables/import") ? 1 : 0));
      await choose(page, { name: "all.csv", mimeType: "text/csv", buffer: Buffer.alloc(16 * 1024 * 1024 + 1, "a") });
      await expect(refused).toContainText("There may be at most 16,777,216 bytes.");
      expect(sent).toBe(0);
      await choose(page, sample("xlsx-typed-list.xlsx"));
      await expect(page.getByRole("cell").getByLabel("Means D Class")).toHaveValue("room");
      await expect(refused).toHaveCount(0);
    },
  );

  test("a template is there in both languages, and imports as it is", async ({ page, school, signIn }) => {
    const id = await keepDraft(school.owner, doc({ rooms: [], lines: [], name: "" }), "source");
    await signIn(school.owner);
    await page.goto(`/drafts/${id}/source`);
    for (const [button, name] of [
      ["Excel, English", "timetable.xlsx"],
      ["CSV, 中文", "课表.csv"],
    ] as const) {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: button }).click();
      const file = await saved;
      expect(file.suggestedFilename()).toBe(name);
      if (name.endsWith(".csv"))
        await choose(page, { name, mimeType: "text/csv", buffer: readFileSync(await file.path()) });
    }
    await expect(page.getByText(/wrong 0\.$/)).toBeVisible();
    await expect(page.getByRole("button", { name: /^Go on with/ })).toBeEnabled();
  });
});
