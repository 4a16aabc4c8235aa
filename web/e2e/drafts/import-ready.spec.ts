// What is typed becomes rooms that are up, which a real control plane makes: a planner's list with errors, every row mended where it stands, and an order by
// hand. Its cluster and its schools are in test mode, so that the schools of other stories do not see its region beside theirs.
import { randomUUID } from "node:crypto";
import { emptyDoc } from "../../src/features/drafts/editor/doc";
import { Caller, School, platform } from "../support/api";
import { ControlPlane } from "../support/control-plane";
import { keepDraft } from "../support/drafts";
import { day, nextBell } from "../support/orders";
import { ZONE } from "../support/place";
import { type Page, expect, expectAccessible, inBothLanguages, test } from "../support/test";

const REGION = `real-${randomUUID().slice(0, 8)}`;
let plane: ControlPlane;

/** Tools of the control plane that are built from source may still be on their way. */
const TOOLS_MS = 900_000;

test.beforeAll(async () => {
  test.setTimeout(TOOLS_MS);
  plane = await ControlPlane.start(2);
  const body = {
    name: REGION,
    region: REGION,
    kubeconfig: plane.kubeconfig,
    simulated: true,
    media_url: "wss://{classroom}.rooms.example.org",
  };
  await (await platform()).send("POST", "/v1/clusters", { body });
});

test.afterAll(async () => {
  await plane?.stop();
});

/** `HH:MM`, so many minutes later. */
function later(start: string, minutes: number): string {
  const all = Number(start.slice(0, 2)) * 60 + Number(start.slice(3)) + minutes;
  return [Math.floor(all / 60), all % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** On the page of an order that was just made: its two rooms come up, and the list says so. */
async function isReady(page: Page, school: School, word: string): Promise<void> {
  await expect(page).toHaveURL(/\/orders\/ord_/);
  const order = new URL(page.url()).pathname.split("/")[2] ?? "";
  const owner = await Caller.signIn(school.owner);
  const rooms = async () => (await owner.send("GET", `/v1/orders/${order}`)).classrooms;
  await expect.poll(rooms, { timeout: 120_000 }).toMatchObject({ total: 2, wanted_now: 2, ready_now: 2 });
  await page.goto("/orders");
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/orders/${order}"]`) });
  await expect(row).toContainText(word);
  await expectAccessible(page);
}

inBothLanguages("a planner's list", (language) => {
  const zh = language === "zh-CN";
  const say = (en: string, chinese: string) => (zh ? chinese : en);
  const counts = (taken: number, wrong: number) =>
    say(`Read 4: taken ${taken}, skipped 0, wrong ${wrong}.`, `共 4 条：已采用 ${taken}，略过 0，有误 ${wrong}。`);

  test("is mended row by row, ordered, and ready before its bell", async ({ page, operator, signIn }) => {
    test.setTimeout(240_000);
    const school = await School.create(operator, "清河第二中学", { livemode: false });
    const { start, at } = nextBell();
    const end = later(start, 40);
    const today = new Intl.DateTimeFormat(language, { timeZone: ZONE, weekday: "long" }).format(at);
    const list = [
      say("Class,Day,Start,End,Subject,Teacher,Class size", "班级,星期,开始,结束,课程,教师,人数"),
      `7-1,${today},${start},${end},数学,陈老师,48`,
      `7-2,${say("Someday", "星期八")},${start},${end},语文,林老师,45`,
      `7-1,${today},25:10,26:00,英语,李老师,48`,
      `7-2,${today},${later(start, 60)},${later(start, 20)},物理,王老师,45`,
    ];
    await signIn(school.owner);
    const draft = await keepDraft(school.owner, { ...emptyDoc(ZONE), region: REGION }, "source");
    await page.goto(`/drafts/${draft}/source`);
    await page.locator("input[type=file]").setInputFiles({
      name: say("planner.csv", "课表.csv"),
      mimeType: "text/csv",
      buffer: Buffer.from(list.join("\r\n")),
    });
    await page.getByLabel(say("First day", "首日")).fill(day());
    await page.getByLabel(say("Last day", "末日")).fill(day(30));
    await page.getByRole("button", { name: say("Answer and read again", "回答并重新读取") }).click();
    await expect(page.getByText(counts(1, 3))).toBeVisible();
    await expectAccessible(page);

    const row = (number: number) => page.getByRole("form", { name: say(`Mend Row ${number}`, `修正 第 ${number} 行`) });
    const mend = async (number: number, field: string, value: string) => {
      await row(number).getByLabel(field).fill(value);
      await row(number)
        .getByRole("button", { name: say("Mend", "修正") })
        .click();
    };
    await mend(3, say("Day", "星期"), today);
    await expect(page.getByText(counts(2, 2))).toBeVisible();
    await row(4)
      .getByRole("button", { name: say("Whole row", "整行") })
      .click();
    await row(4).getByLabel(say("Start", "开始")).fill(later(start, 60));
    await mend(4, say("End", "结束"), later(start, 100));
    await expect(page.getByText(counts(3, 1))).toBeVisible();
    await mend(5, say("End", "结束"), later(start, 100));
    await expect(page.getByText(counts(4, 0))).toBeVisible();

    await page.getByRole("button", { name: zh ? /^以 \d+ 节课继续$/ : /^Go on with \d+ lessons$/ }).click();
    await page.getByRole("link", { name: zh ? /^5\s*确认/ : /^5 Review/ }).click();
    await page.getByRole("button", { name: say("Order 2 rooms", "订购 2 间教室") }).click();
    await isReady(page, school, say("Ready", "已就绪"));
  });
});

inBothLanguages("an order by hand", (language) => {
  const say = (en: string, chinese: string) => (language === "zh-CN" ? chinese : en);

  test("is ordered, and ready", async ({ page, operator, signIn }) => {
    test.setTimeout(240_000);
    const school = await School.create(operator, "清河第二中学", { livemode: false });
    await signIn(school.owner);
    const draft = await keepDraft(school.owner, { ...emptyDoc(ZONE), region: REGION }, "rooms");
    await page.goto(`/drafts/${draft}/rooms`);
    await page.getByLabel(say("Name of the order", "订单名称")).fill("Open rooms");
    await page.getByLabel(say("Classes", "班级"), { exact: true }).fill("7-1 … 7-2");
    await page.getByRole("button", { name: say("Add", "添加"), exact: true }).click();
    await page.getByRole("link", { name: say("On to week", "下一步：周课表") }).click();
    // Whatever hour it is, its rooms are to be up.
    await page.getByLabel(say("Open all the time, without a timetable", "不设课表，全天开放")).click();
    await page.getByRole("link", { name: say("On to days", "下一步：校历") }).click();
    await page.getByLabel(say("First day", "首日")).fill(day());
    await page.getByLabel(say("Last day", "末日")).fill(day(30));
    await page.getByRole("link", { name: say("On to review", "下一步：确认") }).click();
    await page.getByRole("button", { name: say("Order 2 rooms", "订购 2 间教室") }).click();
    await isReady(page, school, say("Ready", "已就绪"));
  });
});
