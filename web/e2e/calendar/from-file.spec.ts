// A calendar of holidays becomes a school's calendar: its days off are seen, its make-up day is asked about, and nothing exists until it is saved.
import { resolve } from "node:path";
import { Caller } from "../support/api";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

const HOLIDAYS = resolve(import.meta.dirname, "../../../tests/data/timetables/holidays-cn.ics");
const off = (from: string, to = from) => ({ from, to, off: true });

/** A calendar with one day off and one make-up day. */
const more = (title: string) =>
  Buffer.from(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      "UID:1",
      "DTSTART;VALUE=DATE:20270405",
      `SUMMARY:${title} 放假`,
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:2",
      "DTSTART;VALUE=DATE:20270403",
      "SUMMARY:补班",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );

inBothLanguages("a calendar of holidays", (language) => {
  const zh = language === "zh-CN";
  const words = {
    fromFile: zh ? "从文件导入" : "From a file",
    choose: zh ? "选择文件" : "Choose a file",
    counts: zh ? "共 5 项，其中 3 项为停课，2 项未按停课采用。" : "5 events, 3 of them days off, 2 not taken as such.",
    october: zh ? /10月1日.* 至 .*10月7日/ : /1 October.*7 October|October 1.*October 7/,
    question: zh ? "2026-10-10 按哪一天的课表上课？" : "Which day does 2026-10-10 run as?",
    runsAs: zh ? "按此日课表" : "Runs as",
    noLessons: zh ? "当天不上课" : "No lessons that day",
    open: zh ? "还有 1 个调课日待确定。" : "1 make-up day is still to be answered.",
    rest: zh ? "1 项未采用" : "1 event was not taken",
    notAllDay: zh ? "不是全天事件。" : "It does not last all day.",
    name: zh ? "新校历名称" : "Name of the new calendar",
    save: zh ? "保存为新校历" : "Save as a new calendar",
    fromFileOf: zh ? "从文件导入到“2026/27”" : "From a file into 2026/27",
    add: zh ? "加入“2026/27”" : "Add to 2026/27",
    closed: zh ? "停课" : "Closed",
    nothing: zh ? "没有课受影响。" : "No lesson changes.",
    noCalendar: zh ? "这不是日历文件。" : "This is no calendar.",
  };

  test("is seen, answered in place and saved, and then added to", async ({ page, school, signIn }) => {
    const owner = await Caller.signIn(school.owner);
    const calendars = async () => (await owner.send("GET", "/v1/academic-calendars")).items;
    await signIn(school.owner);
    await page.goto("/settings/calendar");
    await page.getByRole("button", { name: words.fromFile }).click();
    const sheet = page.getByRole("dialog");
    const file = sheet.locator("input[type=file]");
    await expect(sheet.getByRole("button", { name: words.choose })).toBeVisible();
    await expectAccessible(page);
    await file.setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("class,day\n7-1,Mon\n") });
    await expect(sheet.getByRole("alert")).toContainText(words.noCalendar);

    await file.setInputFiles(HOLIDAYS);
    await expect(sheet.getByText(words.counts)).toBeVisible();
    await expect(sheet.getByRole("checkbox", { name: words.october })).toBeChecked();
    await sheet.getByText(words.rest).click();
    await expect(sheet.getByText(words.notAllDay)).toBeVisible();
    await expectAccessible(page);

    // The make-up day is a question, and until it is answered nothing can be saved.
    const asked = sheet.getByRole("group", { name: words.question });
    await expect(asked).toContainText("补班 上10月7日(星期三)的课");
    await expect(sheet.getByText(words.open)).toBeVisible();
    const save = sheet.getByRole("button", { name: words.save });
    await expect(save).toBeDisabled();
    await asked.getByLabel(words.runsAs).fill("2026-10-07");
    await expect(sheet.getByText(words.open)).toHaveCount(0);
    await sheet.getByLabel(words.name).fill("2026/27");
    expect(await calendars()).toEqual([]);
    await save.click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "2026/27" })).toBeVisible();
    const first = [off("2026-09-25", "2026-09-27"), off("2026-10-01", "2026-10-07"), off("2027-01-01")];
    const makeUp = { date: "2026-10-10", runs_as: "2026-10-07" };
    expect((await calendars())[0].days).toEqual([...first, makeUp]);

    // Another file is added to it, with what it does to the orders that follow seen before.
    await page.getByRole("button", { name: words.fromFileOf }).click();
    await file.setInputFiles({ name: "more.ics", mimeType: "text/calendar", buffer: more("清明节") });
    await sheet.getByRole("checkbox", { name: words.noLessons }).check();
    await expect(sheet.getByText(words.nothing)).toBeVisible();
    await expectAccessible(page);
    await sheet.getByRole("button", { name: words.add }).click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("cell", { name: words.closed, exact: true })).toHaveCount(5);
    expect((await calendars())[0].days).toEqual([...first, makeUp, off("2027-04-05"), off("2027-04-03")]);
  });
});

further(
  "a file of several years asks which one is meant, and a day that is taken off again is left out",
  async ({ page, school, signIn }) => {
    const owner = await Caller.signIn(school.owner);
    const years = [2025, 2026, 2027].map((year) => [
      `DTSTART;VALUE=DATE:${year}1001`,
      `DTSTART;VALUE=DATE:${year}1225`,
    ]);
    const events = years
      .flat()
      .map((start, at) => `BEGIN:VEVENT\r\nUID:${at}\r\n${start}\r\nSUMMARY:Holiday\r\nEND:VEVENT`);
    const buffer = Buffer.from(`BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join("\r\n")}\r\nEND:VCALENDAR\r\n`);
    await signIn(school.owner);
    await page.goto("/settings/calendar");
    await page.getByRole("button", { name: "From a file" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.locator("input[type=file]").setInputFiles({ name: "years.ics", mimeType: "text/calendar", buffer });
    await expect(sheet.getByRole("button", { name: "Save as a new calendar" })).toBeDisabled();
    await sheet.getByLabel("First day").fill("2026-09-01");
    await sheet.getByLabel("Last day").fill("2027-07-10");
    await sheet.getByRole("button", { name: "Read it again" }).click();
    await expect(sheet.getByRole("checkbox")).toHaveCount(2);
    await sheet.getByRole("checkbox").last().uncheck();
    await sheet.getByRole("button", { name: "Save as a new calendar" }).click();
    await expect(sheet).toHaveCount(0);
    const { items } = await owner.send("GET", "/v1/academic-calendars");
    expect(items).toMatchObject([{ name: "years", days: [off("2026-10-01")] }]);
  },
);
