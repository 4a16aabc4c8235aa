// A lesson takes place: a teacher and two pupils meet in a real media server, hear and see each other, and lose and find each other again.
import { Caller, type School } from "../support/api";
import { roomIsClosed } from "../support/database";
import { clock, day, placeOrder } from "../support/orders";
import { Visitor } from "../support/people";
import { RoomServer, regionOfPods } from "../support/room-server";
import { expect, expectAccessible, test } from "../support/test";

test.use({ actionTimeout: 15_000 });

test.describe.configure({ timeout: 240_000 });

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
    server = await RoomServer.start(id, port, 3);
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

    // A page that is loaded again is the same person, as muted as before; a fourth finds the room full.
    await late.page.reload();
    await late.meets(2);
    await expect(late.page.getByRole("button", { name: "Start the camera" })).toBeVisible();
    await expect(teacher.page.getByRole("listitem")).toHaveCount(3);
    const fourth = await Visitor.come(browser);
    await byLink(fourth, path, "Fourth");
    await expect(fourth.page.getByRole("heading", { name: "The classroom lets nobody in now" })).toBeVisible({
      timeout: 20_000,
    });
    await expectAccessible(fourth.page);
    await late.page.getByRole("button", { name: "Leave" }).click();
    await expect(late.page.getByRole("heading", { name: "You have left" })).toBeVisible();
    await fourth.page.getByRole("button", { name: "Try again" }).click();
    await fourth.meets(2);
    await fourth.go({ refused: true });

    // Somebody who comes in twice is put out of the first place.
    const second = await early.context.newPage();
    await second.goto(early.page.url());
    await second.getByLabel("Your name").fill("Early");
    await second.getByRole("button", { name: "Go in" }).click();
    await expect(early.page.getByRole("heading", { name: "You are in the classroom somewhere else" })).toBeVisible();
    await second.close();

    await late.go();
    await early.go();

    // The room ends under the lesson: who was in it waits, and is told when it is closed.
    await server.stop();
    await expect(teacher.page.getByText(/Connecting again/)).toBeVisible({ timeout: 30_000 });
    roomIsClosed(id, null);
    await expect(teacher.page.getByRole("heading", { name: "The lesson is over" })).toBeVisible({ timeout: 90_000 });
  } finally {
    await server?.stop();
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
