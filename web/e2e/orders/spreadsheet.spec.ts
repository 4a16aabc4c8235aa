// What a page lists is had as a file that a spreadsheet opens as it was written, Chinese names and all.
import { readFileSync } from "node:fs";
import { Caller } from "../support/api";
import { day, placeOrder } from "../support/orders";
import { type Page, expect, expectAccessible, inBothLanguages, further } from "../support/test";

/** The lines of the file that the page's button gives. */
async function table(page: Page): Promise<[name: string, lines: string[]]> {
  const button = page.getByRole("button", { name: /CSV/ });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const bytes = readFileSync(await file.path());
  expect([...bytes.subarray(0, 3)], "the mark by which a spreadsheet knows UTF-8").toEqual([0xef, 0xbb, 0xbf]);
  return [file.suggestedFilename(), bytes.subarray(3).toString().trimEnd().split("\r\n")];
}

inBothLanguages("a spreadsheet", (language) => {
  const zh = language === "zh-CN";

  further("has what the page lists, narrowed as the page is", async ({ page, school, signIn }) => {
    const owner = await Caller.signIn(school.owner);
    const line = { key: "maths", title: "=数学", rrule: "FREQ=DAILY", start: "08:55", teachers: ["王老师"] };
    const rooms = [{ key: "7-1", name: "七年级1班" }, { key: "7-2" }];
    const { id } = await placeOrder(school, { name: "七年级 秋季", rooms, lines: [line] });
    await placeOrder(school, { name: "Other", rooms: [{ key: "8-1" }], lines: [{ ...line, title: "Art" }] });
    await signIn(school.owner);

    await page.goto("/orders?q=%E4%B8%83%E5%B9%B4%E7%BA%A7");
    const [named, orders] = await table(page);
    expect(named).toBe(zh ? "订单.csv" : "Orders.csv");
    expect(orders[0]).toMatch(/^name,kind,region,phase,/);
    expect(orders.slice(1)).toEqual([expect.stringMatching(/^七年级 秋季,class,/)]);
    await expectAccessible(page);

    await page.goto("/classrooms?sort=name");
    const [, classrooms] = await table(page);
    expect(classrooms.slice(1).map((row) => row.split(",").slice(0, 2).join())).toEqual(
      expect.arrayContaining(["7-1,七年级1班", "7-2,", "8-1,"]),
    );
    await page.goto(`/orders/${id}/lessons`);
    const [, lessons] = await table(page);
    expect(lessons[0]).toMatch(/^date,start,end,room,title,teachers,state,/);
    expect(lessons[1]).toMatch(/^\d{4}-\d{2}-\d{2},08:55,09:40,7-[12],'=数学,王老师,/);
    await page.goto("/week?room=8-1");
    await page.getByRole("link", { name: zh ? "下一周" : "The week after" }).click();
    const [week, ofRoom] = await table(page);
    expect(week).toMatch(/^8-1 \d{4}-W\d{2}\.csv$/);
    expect(ofRoom.slice(1).map((row) => row.split(",").slice(3, 5).join())).toEqual(Array(7).fill("8-1,Art"));
    await page.goto(`/day?date=${day(1)}`);
    const [dayNamed, ofDay] = await table(page);
    expect([dayNamed, ofDay.length]).toEqual([`lessons-${day(1)}.csv`, 4]);
    await page.goto("/settings/members");
    const [, members] = await table(page);
    expect(members[1]).toContain("owner");
    await page.goto("/settings/audit");
    const [, events] = await table(page);
    const { items } = await owner.send("GET", "/v1/events?order=newest&limit=200");
    expect(events).toHaveLength(items.length + 1);
    await expectAccessible(page);
  });
});
