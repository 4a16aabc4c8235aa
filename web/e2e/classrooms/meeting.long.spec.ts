// A lesson takes place: a teacher and two pupils meet in a real media server, hear and see each other, and lose and find each other again.
import { Caller, type School } from "../support/api";
import { roomIsClosed } from "../support/database";
import { clock, day, placeOrder } from "../support/orders";
import { Visitor } from "../support/people";
import { RoomServer, regionOfPods } from "../support/room-server";
import { expect, expectAccessible, test } from "../support/test";

test.use({ actionTimeout: 15_000 });

test.describe.configure({ timeout: 180_000 });

async function room(school: School, region: string): Promise<{ id: string; path: string }> {
  await placeOrder(school, {
    region,
    rooms: [{ key: "7-1" }],
    lines: [{ key: "m", title: "数学", dates: [day(1)], start: clock() }],
  });
  const owner = await Caller.signIn(school.owner);
  const id: string = (await owner.send("GET", "/v1/classrooms")).items[0].id;
  const { address } = await owner.send("POST", `/v1/classrooms/${id}/links`, {
    body: { role: "pupil", valid: "term" },
  });
  const url = new URL(address);
  return { id, path: url.pathname + url.hash };
}

async function byLink(visitor: Visitor, path: string, name: string): Promise<void> {
  await visitor.page.goto(path);
  await visitor.page.getByLabel("Your name").fill(name);
  await visitor.page.getByRole("button", { name: "Go in" }).click();
}

test("a teacher and two pupils hear and see each other", async ({ browser, school }) => {
  const { region, port } = await regionOfPods("meeting");
  const { id, path } = await room(school, region);
  const [early, late, teacher] = [
    await Visitor.come(browser),
    await Visitor.come(browser),
    await Visitor.come(browser),
  ];
  let server: RoomServer | undefined;
  try {
    // Who comes before the bell goes in by itself, though nobody knew yet where the room would be.
    roomIsClosed(id, 4);
    await byLink(early, path, "<i>Early</i>");
    await expect(early.page.getByRole("heading", { name: "The classroom is not open yet" })).toBeVisible();
    server = await RoomServer.start(id, port);
    await expect(early.page.getByText("Nobody else is here yet.")).toBeVisible({ timeout: 30_000 });
    await expectAccessible(early.page);

    await byLink(late, path, "小明");
    await teacher.context.request.post("/v1/sessions", {
      data: school.owner,
      headers: { Origin: new URL(early.page.url()).origin },
    });
    await teacher.page.goto(`/enter/${id}`);
    await expect(teacher.page.getByRole("listitem")).toHaveCount(3, { timeout: 30_000 });
    for (const one of [early, late, teacher]) await one.meets(2);
    await expect(teacher.page.getByRole("listitem").filter({ hasText: "<i>Early</i>" })).toBeVisible();
    await expect(early.page.getByText("3 people here")).toBeVisible();
    await expectAccessible(teacher.page);

    // Muted, the others see it; what arrives goes on growing.
    await late.page.getByRole("button", { name: "Mute" }).click();
    const muted = teacher.page.getByRole("listitem").filter({ hasText: "小明" });
    await expect(muted).toContainText("microphone off");
    await late.page.getByRole("button", { name: "Unmute" }).click();
    await expect(muted).not.toContainText("microphone off");
    await late.page.getByRole("button", { name: "Stop the camera" }).click();
    await expect(muted.locator("video")).toHaveCount(0);
    const before = await teacher.sum();
    await expect.poll(() => teacher.sum()).toBeGreaterThan(before);

    // A page that is loaded again is the same person, as muted as before.
    await late.page.reload();
    await late.meets(2);
    await expect(late.page.getByRole("button", { name: "Start the camera" })).toBeVisible();
    await expect(teacher.page.getByRole("listitem")).toHaveCount(3);
    for (const one of [early, late, teacher]) await one.go();
  } finally {
    await server?.stop();
  }
});

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** Who is in the room as a page lists them. */
const listed = (visitor: Visitor) => visitor.page.getByRole("listitem");

test("a teacher on a phone and two pupils by the printed link lose their server, and are all back as who they were", async ({
  browser,
  page,
  school,
  signIn,
}) => {
  const { region, port } = await regionOfPods("printed");
  const { id } = await room(school, region);
  // The sheet that hangs in the class: its code and its text are the same address.
  await signIn(school.owner);
  await page.goto(`/print/links?classroom=${id}`);
  await page.getByRole("button", { name: "Make 1 link" }).click();
  await expect(page.getByRole("img", { name: "QR code for 7-1" })).toBeVisible();
  const printed = new URL((await page.getByRole("article").locator("code").textContent()) ?? "");
  const path = printed.pathname + printed.hash;

  let server = await RoomServer.start(id, port);
  const [one, other, teacher] = [
    await Visitor.come(browser, undefined, PHONE),
    await Visitor.come(browser),
    await Visitor.come(browser, undefined, PHONE),
  ];
  try {
    await teacher.context.request.post("/v1/sessions", {
      data: school.owner,
      headers: { Origin: new URL(page.url()).origin },
    });
    await teacher.page.goto(`/enter/${id}`);
    await byLink(one, path, "小红");
    await byLink(other, path, "小明");
    const everybody = [one, other, teacher];
    for (const each of everybody) await each.meets(2);
    for (const phone of [one, teacher]) {
      expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await expectAccessible(phone.page);
    }

    await server.stop();
    for (const each of everybody) await expect(each.page.getByText(/again…/)).toBeVisible({ timeout: 30_000 });
    server = await RoomServer.start(id, port);
    for (const each of everybody) {
      await expect(listed(each)).toHaveCount(3, { timeout: 60_000 });
      await each.meets(2);
    }
    for (const name of ["小红", "小明"]) await expect(listed(teacher).filter({ hasText: name })).toHaveCount(1);
    for (const each of everybody) await each.go({ refused: true });
  } finally {
    await server.stop();
  }
});

test("a room that is full, that one enters twice, and that ends", async ({ browser, school }) => {
  const { region, port } = await regionOfPods("ends");
  const { id, path } = await room(school, region);
  const server = await RoomServer.start(id, port, 1);
  const [first, next] = [await Visitor.come(browser), await Visitor.come(browser)];
  try {
    await byLink(first, path, "First");
    await expect(first.page.getByRole("listitem")).toHaveCount(1);
    await byLink(next, path, "Next");
    await expect(next.page.getByRole("heading", { name: "The classroom lets nobody in now" })).toBeVisible();
    await expectAccessible(next.page);
    await first.page.getByRole("button", { name: "Leave" }).click();
    await expect(first.page.getByRole("heading", { name: "You have left" })).toBeVisible();
    await expectAccessible(first.page);
    await first.page.getByRole("button", { name: "Forget me on this computer" }).click();
    await expect(first.page.getByRole("heading", { name: "This browser has forgotten you" })).toBeVisible();
    await first.page.reload();
    await expect(first.page.getByRole("heading", { name: "Who is coming in?" })).toBeVisible();
    expect(await first.context.cookies()).not.toContainEqual(expect.objectContaining({ name: "hr_link" }));
    await first.go();
    await next.page.getByRole("button", { name: "Try again" }).click();
    await expect(next.page.getByText("Nobody else is here yet.")).toBeVisible();

    // The link is opened once more in the same browser: one person, who is put out of the first place.
    const again = await next.context.newPage();
    await again.goto(path);
    await again.getByLabel("Your name").fill("Next");
    await again.getByRole("button", { name: "Go in" }).click();
    await expect(next.page.getByRole("heading", { name: "You are in the classroom somewhere else" })).toBeVisible();
    await expectAccessible(next.page);
    await expect(again.getByText("Nobody else is here yet.")).toBeVisible();

    // Its server is gone: who was inside waits, and is told when the lesson is over.
    await server.stop();
    await expect(again.getByText(/Connecting again/)).toBeVisible({ timeout: 30_000 });
    roomIsClosed(id, null);
    await expect(again.getByRole("heading", { name: "The lesson is over" })).toBeVisible({ timeout: 90_000 });
  } finally {
    await server.stop();
  }
});

test("who has no camera, or does not allow the microphone, is in the room all the same", async ({
  browser,
  school,
}) => {
  const { region, port } = await regionOfPods("devices");
  const { id, path } = await room(school, region);
  const server = await RoomServer.start(id, port);
  const [shy, open] = [await Visitor.come(browser, []), await Visitor.come(browser)];
  try {
    await byLink(open, path, "Open");
    await byLink(shy, path, "Shy");
    await shy.meets(1);
    await expect(shy.page.getByText(/does not allow microphone and camera/)).toBeVisible();
    await expectAccessible(shy.page);
    expect(await open.receives()).toEqual({ heard: 0, seen: 0 });
    for (const one of [open, shy]) await one.go();
  } finally {
    await server.stop();
  }
});
