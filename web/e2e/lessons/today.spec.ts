// Today: what needs somebody stands out, and a teacher's own lessons come first.
import { person } from "../support/api";
import { placedYesterday, roomsAreUp } from "../support/database";
import { expect, expectAccessible, further, inBothLanguages, test } from "../support/test";
import { clock, day, placeOrder } from "../support/orders";

inBothLanguages("today", (language) => {
  const zh = language === "zh-CN";

  test("shows that a room whose lesson has begun is not ready", async ({ page, school, signIn }) => {
    // No room ever comes up here: the cluster of the stories has nodes in its rows alone.
    const lines = [{ key: "maths", title: "数学", dates: [day()], start: clock() }];
    placedYesterday((await placeOrder(school, { lines })).id);
    await signIn(school.owner);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const row = page.getByRole("row", { name: /7-1/ });
    await expect(row).toContainText(zh ? "未就绪" : "Not ready");
    await expect(page.getByText(zh ? "2 节课" : "2 lessons", { exact: false }).first()).toBeVisible();
    await expectAccessible(page);
    await expect(page.getByText(zh ? "今天没有需要处理的事。" : "Nothing needs you today.")).toHaveCount(0);
    const missed = page.getByRole("link", {
      name: zh ? /^7-1、7-2 尚未为 .* 的课就绪。/ : /^7-1 and 7-2 are not ready for/,
    });
    await expect(missed).toHaveAttribute("href", /\/day\?.*state=missed/);
    await row.getByRole("link", { name: "数学" }).click();
    await expect(page.getByRole("dialog")).toContainText(zh ? "未就绪" : "Not ready");
  });

  test("says that all rooms of a bell are ready", async ({ page, school, signIn }) => {
    const lines = [{ key: "maths", title: "数学", dates: [day()], start: clock() }];
    const { id } = await placeOrder(school, { lines });
    placedYesterday(id);
    roomsAreUp(id, []);
    await signIn(school.owner);
    await page.goto("/");
    const needs = page.getByRole("region", { name: zh ? "待处理" : "Needs you" });
    await expect(needs).toContainText(
      zh ? /2 间教室已为 \d\d:\d\d 的课准备好。/ : /All 2 rooms are ready for \d\d:\d\d\./,
    );
    await expectAccessible(page);
  });

  test("says that nothing is held on a day without lessons", async ({ page, school, signIn }) => {
    await signIn(school.owner);
    await page.goto("/");
    await expect(page.getByRole("heading", { name: zh ? "当天没有课。" : "No lessons on this day." })).toBeVisible();
    await expectAccessible(page);
  });
});

inBothLanguages("today of a teacher on a phone", (language) => {
  const say = (en: string, zh: string) => (language === "en" ? en : zh);
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("has own lessons first, and the room is one tap away", async ({ page, context, school, operator, signIn }) => {
    // The address of this cluster's rooms is no address: nobody is asked for beyond this machine.
    await context.route("https://*.rooms.example.org/**", (route) => route.abort());
    await context.routeWebSocket("wss://*.rooms.example.org/**", (socket) => socket.close({ code: 1011 }));
    const teacher = person("teacher");
    const body = { ...teacher, role: "teacher", name: "陈老师", teaches_as: ["陈老师"] };
    await operator.send("POST", "/v1/members", { tenant: school.id, body });
    const now = { dates: [day()], start: clock() };
    const { id } = await placeOrder(school, {
      lines: [
        { key: "chinese", title: "语文", rooms: ["7-1"], teachers: ["林老师"], ...now },
        { key: "maths", title: "数学", rooms: ["7-2"], teachers: ["陈老师"], ...now },
      ],
    });
    placedYesterday(id);
    roomsAreUp(id, []);
    await signIn(teacher);
    await page.goto("/");
    const own = page.getByRole("main").getByRole("region").first();
    await expect(own).toHaveAccessibleName(say("Your lessons", "我的课"));
    await expect(own.getByRole("listitem")).toHaveCount(1);
    await expect(own.getByRole("link", { name: "数学" })).toBeVisible();
    // All lessons of the school are there too, below.
    await expect(page.getByRole("link", { name: "语文" }).first()).toBeVisible();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await own.getByRole("link", { name: say("Enter 7-2", "进入 7-2") }).tap();
    await expect(page).toHaveURL(/\/enter\/[^/]+$/);
    await expect(
      page.getByRole("heading", { name: say("The classroom cannot be reached", "无法连接教室") }),
    ).toBeVisible();
  });
});

further("shows whoever looks after the bills what is theirs, and no fault", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }] });
  await signIn(await school.add("billing"));
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Quota" })).toContainText("100");
  await expect(page.getByRole("region", { name: "Needs you" })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expectAccessible(page);
});

test("the first page asks each of its questions once, though it asks before its code is there", async ({
  page,
  school,
  signIn,
}) => {
  await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day()], start: clock() }] });
  await signIn(school.owner);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/v1/")) asked.push(request.url());
  });
  await page.goto("/");
  await expect(page.getByRole("row", { name: /7-1/ })).toBeVisible();
  const quota = page.getByRole("region", { name: "Quota" });
  await expect(quota).toContainText("100");
  // A peak opens into what adds up to it.
  await expect(quota.getByRole("link", { name: /^Peak/ }).first()).toHaveAttribute("href", /\/usage\?from=.*to=/);
  await expect(page.getByText(/· live$/)).toBeVisible();
  expect(asked.filter((url, at) => asked.indexOf(url) !== at)).toEqual([]);
  expect(asked.some((url) => url.includes("/v1/lessons/board"))).toBe(true);
});
