// "Closed on Friday", for the whole school at once: seen before it is done, and refused where an order stands in the way.
import { addDays, weekday, windowOf } from "../../src/api/days";
import { Caller } from "../support/api";
import { day, placeOrder } from "../support/orders";
import { ZONE } from "../support/place";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

/** A Friday that no other lesson of the story begins on, two to three weeks from now. */
function friday(): string {
  const at = [...Array(7).keys()].map((offset) => day(14 + offset)).find((date) => weekday(date) === 4);
  return at ?? "";
}

inBothLanguages("a school's calendar", (language) => {
  const zh = language === "zh-CN";
  const words = {
    make: zh ? "新建校历" : "New calendar",
    close: zh ? "停课" : "Close days",
    closeIt: zh ? "设为停课" : "Close these days",
    from: zh ? "从" : "From",
    falls: zh ? "取消 3 节课。" : "3 lessons fall away.",
    closed: zh ? "停课" : "Closed",
    makeUp: zh ? "调课日" : "Make-up day",
    hinders: zh ? /妨碍更改/ : /stand in the way/,
  };

  test("closes a Friday for every order that follows, and names the order that hinders", async ({
    page,
    school,
    signIn,
  }) => {
    await signIn(school.owner);
    await page.goto("/settings/calendar");
    await expect(page.getByRole("button", { name: words.make })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: words.make }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("textbox").fill("2026/27");
    await sheet.getByRole("button", { name: words.make }).click();
    await expect(page.getByRole("heading", { name: "2026/27" })).toBeVisible();

    const owner = await Caller.signIn(school.owner);
    const { items } = await owner.send("GET", "/v1/academic-calendars");
    const calendar = items[0]?.id ?? "";
    const line = { key: "maths", title: "数学", rrule: "FREQ=WEEKLY;BYDAY=WE,FR", start: "08:55" };
    const followers = [];
    for (const name of ["Grade 7", "Grade 8", "Grade 9"]) {
      followers.push(await placeOrder(school, { name, rooms: [{ key: name }], lines: [line], calendar }));
    }
    await page.reload();
    const closed = friday();
    await page.getByRole("button", { name: words.close, exact: true }).click();
    await sheet.getByLabel(words.from).fill(closed);
    await expect(sheet.getByText(words.falls)).toBeVisible();
    await expect(sheet.getByRole("listitem")).toHaveCount(3);
    await expectAccessible(page);
    await sheet.getByRole("button", { name: words.closeIt, exact: true }).click();
    await expect(sheet).toHaveCount(0);
    await expect(page.getByRole("cell", { name: words.closed, exact: true })).toBeVisible();
    const { from, to } = windowOf(closed, ZONE);
    for (const { id } of followers) {
      const found = await owner.send("GET", `/v1/lessons?order_id=${id}&from=${from}&to=${to}`);
      expect(found.items).toEqual([]);
    }

    // On the Saturday one of the orders has a lesson of its own day that says otherwise: nothing changes.
    const [saturday, wednesday] = [addDays(closed, 1), addDays(closed, -2)];
    await owner.send("PATCH", `/v1/orders/${followers[1]?.id}`, {
      body: {
        timetable: {
          time_zone: ZONE,
          academic_calendar: calendar,
          lessons: [{ ...line, duration_minutes: 45 }],
          days: [{ from: saturday, to: saturday, off: true }],
        },
      },
      headers: { "If-Match": "*" },
    });
    await page.getByRole("button", { name: words.makeUp }).click();
    await sheet.locator("input[type=date]").first().fill(saturday);
    await sheet.locator("input[type=date]").last().fill(wednesday);
    await expect(sheet.getByRole("alert")).toContainText(words.hinders);
    await expect(sheet.getByRole("alert")).toContainText("Grade 8");
    await expectAccessible(page);
  });
});

further(
  "an order is told to follow a calendar among its days, and shows what falls away",
  async ({ page, school, signIn }) => {
    const owner = await Caller.signIn(school.owner);
    const off = day(10);
    await owner.send("POST", "/v1/academic-calendars", {
      body: { name: "2026/27", days: [{ from: off, to: off, off: true }] },
    });
    const { id } = await placeOrder(school, {
      lines: [{ key: "maths", title: "数学", rrule: "FREQ=DAILY", start: "08:55" }],
    });
    await signIn(school.owner);
    await page.goto(`/orders/${id}/amend`);
    await page.waitForURL(/\/drafts\//);
    await page.goto(page.url().replace(/\/[a-z]+$/, "/days"));
    await page.getByRole("combobox", { name: /Academic calendar|校历/ }).selectOption({ label: "2026/27" });
    await expect(page.getByRole("listitem").filter({ hasText: /no lessons|停课/ })).toHaveCount(1);
    await expectAccessible(page);
  },
);
