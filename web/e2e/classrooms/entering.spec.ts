// Somebody comes to a classroom: by a link that works, by one that does not, as a member, as nobody.
import type { Page } from "@playwright/test";
import { Caller, type School } from "../support/api";
import { roomIsClosed, roomIsUp } from "../support/database";
import { clock, day, placeOrder } from "../support/orders";
import { expect, expectAccessible, inBothLanguages, test, further } from "../support/test";

const WORDS = {
  en: {
    name: "Your name",
    goIn: "Go in",
    notOpen: "The classroom is not open yet",
    closed: "The classroom is closed",
    dead: "This link no longer works",
    incomplete: "This link is not complete",
    stranger: "Who is coming in?",
    other: "Your link opens another classroom",
    passcode: "Passcode",
    goOn: "Go on",
    signIn: "Sign in",
    unreachable: "The classroom cannot be reached",
    enter: "Enter 7-1",
  },
  "zh-CN": {
    name: "名字",
    goIn: "进入教室",
    notOpen: "教室尚未开放",
    closed: "教室已关闭",
    dead: "此链接已失效",
    incomplete: "此链接不完整",
    stranger: "请先表明身份",
    other: "此链接属于另一间教室",
    passcode: "口令",
    goOn: "继续",
    signIn: "登录",
    unreachable: "无法连接教室",
    enter: "进入 7-1",
  },
};

/** Two rooms with a lesson today, closed until somebody says otherwise. */
async function rooms(school: School): Promise<{ owner: Caller; ids: string[] }> {
  await placeOrder(school, { lines: [{ key: "maths", title: "数学", dates: [day(1)], start: clock() }] });
  const owner = await Caller.signIn(school.owner);
  const { items } = await owner.send("GET", "/v1/classrooms?sort=name");
  return { owner, ids: items.map((room: { id: string }) => room.id) };
}

async function link(owner: Caller, room: string, more: object = {}): Promise<{ id: string; path: string }> {
  const body = { role: "pupil", valid: "term", ...more };
  const made = await owner.send("POST", `/v1/classrooms/${room}/links`, { body });
  const url = new URL(made.address);
  return { id: made.id, path: url.pathname + url.hash };
}

const titled = (page: Page, name: string) => page.getByRole("heading", { name });

inBothLanguages("coming to a classroom", (language) => {
  const words = WORDS[language];

  test("by a link: the secret leaves the address, and one waits under one's name", async ({ page, school }) => {
    const { owner, ids } = await rooms(school);
    roomIsClosed(ids[0]!, 600);
    const { path } = await link(owner, ids[0]!);
    await page.goto(path);
    await expect(page).toHaveURL(new RegExp(`/enter/${ids[0]}$`));
    await expect(titled(page, "7-1")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: words.goIn }).click();
    await expect(page.getByLabel(words.name)).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel(words.name)).toBeFocused();
    await expectAccessible(page);
    await page.getByLabel(words.name).fill("<b>小明</b>");
    await page.getByRole("button", { name: words.goIn }).click();
    await expect(titled(page, words.notOpen)).toBeVisible();
    await expect(page.getByRole("main").getByText(/\d\d:\d\d/)).toBeVisible();
    await expectAccessible(page);
    // Loaded again, it is the same person: nothing is asked a second time.
    await page.reload();
    await expect(titled(page, words.notOpen)).toBeVisible();
    await page.goBack();
    await expect(page).not.toHaveURL(/#./);
  });

  further("by a link with a passcode", async ({ page, school }) => {
    const { owner, ids } = await rooms(school);
    const { path } = await link(owner, ids[0]!, { passcode: "three birds" });
    await page.goto(path);
    await page.getByLabel(words.passcode).fill("two birds");
    await expectAccessible(page);
    await page.getByRole("button", { name: words.goOn }).click();
    await expect(page.getByLabel(words.passcode)).toHaveAttribute("aria-invalid", "true");
    expect(new URL(page.url()).hash).toBe("");
    await page.getByLabel(words.passcode).fill("three birds");
    await page.getByRole("button", { name: words.goOn }).click();
    await expect(page.getByLabel(words.name)).toBeVisible();
  });

  test("by a link that is forged, cut off, or revoked", async ({ page, school }) => {
    const { owner, ids } = await rooms(school);
    roomIsClosed(ids[0]!, 600);
    await page.goto(`/enter#${"x".repeat(43)}`);
    await expect(titled(page, words.dead)).toBeVisible();
    await expect(page).toHaveURL(/\/enter$/);
    await expectAccessible(page);
    await page.goto("/enter");
    await expect(titled(page, words.incomplete)).toBeVisible();

    const { id, path } = await link(owner, ids[0]!);
    await page.goto(path);
    await page.getByLabel(words.name).fill("小明");
    await owner.send("DELETE", `/v1/classrooms/${ids[0]}/links/${id}`);
    await page.getByRole("button", { name: words.goIn }).click();
    await expect(titled(page, words.dead)).toBeVisible();
    await page.reload();
    await expect(titled(page, words.dead)).toBeVisible();
    await page.goto(path);
    await expect(titled(page, words.dead)).toBeVisible();
  });

  test("by a link that is revoked while one waits", async ({ page, school }) => {
    const { owner, ids } = await rooms(school);
    // Whoever waits asks again when the room is to open.
    roomIsClosed(ids[0]!, 8);
    const { id, path } = await link(owner, ids[0]!);
    await page.goto(path);
    await page.getByLabel(words.name).fill("小明");
    await page.getByRole("button", { name: words.goIn }).click();
    await expect(titled(page, words.notOpen)).toBeVisible();
    await owner.send("DELETE", `/v1/classrooms/${ids[0]}/links/${id}`);
    await expect(titled(page, words.dead)).toBeVisible();
    await expectAccessible(page);
    await page.reload();
    await expect(titled(page, words.dead)).toBeVisible();
  });

  further("of another link, or of none", async ({ page, school }) => {
    const { owner, ids } = await rooms(school);
    await page.goto(`/enter/${ids[1]}`);
    await expect(titled(page, words.stranger)).toBeVisible();
    await expectAccessible(page);
    const { path } = await link(owner, ids[0]!);
    await page.goto(path);
    await expect(page.getByLabel(words.name)).toBeVisible();
    await page.goto(`/enter/${ids[1]}`);
    await expect(titled(page, words.other)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: /7-1/ }).click();
    await expect(page).toHaveURL(new RegExp(`/enter/${ids[0]}$`));
    await expect(page.getByLabel(words.name)).toBeVisible();
  });

  further("that is closed, as a member", async ({ page, school, signIn }) => {
    const { ids } = await rooms(school);
    roomIsClosed(ids[0]!, null);
    await signIn(school.owner);
    await page.goto(`/enter/${ids[0]}`);
    await expect(titled(page, words.closed)).toBeVisible();
    await expectAccessible(page);
  });

  test("by the door on its page, where its server cannot be reached", async ({ page, context, school, signIn }) => {
    const { ids } = await rooms(school);
    // Nobody is asked for beyond this machine: the address of this cluster's rooms is no address.
    await context.route("https://*.rooms.example.org/**", (route) => route.abort());
    await context.routeWebSocket("wss://*.rooms.example.org/**", (socket) => socket.close({ code: 1011 }));
    roomIsUp(ids[0]!, null);
    await signIn(school.owner);
    await page.goto(`/classrooms/${ids[0]}`);
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: words.enter }).click();
    const room = await opened;
    await expect(titled(room, words.unreachable)).toBeVisible();
    await expectAccessible(room);
  });
});
