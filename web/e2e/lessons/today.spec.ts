// Today: what needs somebody stands out, and a teacher's own lessons come first.
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
    const missed = page.getByRole("link", { name: zh ? /间教室尚未为 .* 的课就绪。/ : /^2 rooms are not ready for/ });
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
