// The jobs that people come with, from the page they are on to the end: how many clicks, how long.
import { classes, doc, keepDraft, line, TERM } from "../support/drafts";
import { Caller, person } from "../support/api";
import { TWO_PERIODS, clock, day, placeOrder } from "../support/orders";
import { placedYesterday, roomsAreUp } from "../support/database";
import { PLATFORM, REGION } from "../support/place";
import { type Page, expect, test } from "../support/test";
import { keep } from "./figures";
import { Work } from "./work";

test.use({ locale: "en", actionTimeout: 10_000 });
test.describe.configure({ timeout: 90_000 });

const found: object[] = [];
const CLASSES = 60;

/** As planners write them: a row a lesson and class. */
function planner(): Buffer {
  const rows = Array.from({ length: CLASSES }, (_, index) =>
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"].flatMap((name) =>
      ["08:00", "08:55", "10:00", "14:00"].map(
        (start) => `7-${index + 1},${name},${start},${start.replace(/:../, ":45")},Maths,Mr Chen ${index},50`,
      ),
    ),
  );
  const late = (row: string) => row.replace("08:55,08:45", "08:55,09:40");
  return Buffer.from(["Class,Day,Start,End,Subject,Teacher,Class size", ...rows.flat().map(late)].join("\r\n"));
}

const done = (work: Work, job: string, clicks: number, seconds: number) =>
  found.push(work.taken(job, { clicks, seconds }));

test.afterAll(() => keep("jobs", found));

async function begin(page: Page, path = "/"): Promise<Work> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return new Work(page);
}

test("a term of 60 classes from the planner's file", async ({ page, school, signIn }) => {
  await signIn(school.owner);
  const work = await begin(page);
  await work.click(page.getByRole("link", { name: "New order" }).first());
  await work.click(page.getByRole("button", { name: /^From a file|^A file/ }));
  await work.give(page.locator("input[type=file]"), {
    name: "planner.csv",
    mimeType: "text/csv",
    buffer: planner(),
  });
  await work.type(page.getByLabel("First day"), TERM.first_day);
  await work.type(page.getByLabel("Last day"), TERM.last_day);
  await work.click(page.getByRole("button", { name: "Answer and read again" }));
  await work.click(page.getByRole("button", { name: /^Go on with [\d,]+ lessons$/ }));
  await work.see(page.getByRole("heading", { name: "Fits", exact: true }));
  await work.click(page.getByRole("link", { name: /^5 Review/ }));
  await work.click(page.getByRole("button", { name: `Order ${CLASSES} rooms` }));
  await expect(page).toHaveURL(/\/orders\/ord_/, { timeout: 60_000 });
  done(work, "order a term of 60 classes from the planner's file", 14, 300);
});

test("an order that is refused", async ({ page, school, signIn }) => {
  const { name, kind, rooms, term, time_zone } = doc({ name: "Others", rooms: classes(95, 9) });
  const lessons = [{ key: "o", title: "PE", rrule: "FREQ=WEEKLY;BYDAY=MO", start: "08:00", duration_minutes: 45 }];
  const body = { name, kind, region: REGION, rooms, term, timetable: { time_zone, lessons } };
  await (await Caller.signIn(school.owner)).send("POST", "/v1/orders", { body });
  const id = await keepDraft(school.owner, doc({ lines: [line("Maths", ["MO"], "08:00")] }), "review");
  await signIn(school.owner);
  const work = await begin(page, `/drafts/${id}/review`);
  await work.click(page.getByRole("link", { name: /^3 Week/ }));
  await work.see(page.getByRole("gridcell", { name: /7 rooms too many/ }).first());
  const verdict = page.getByRole("region", { name: "Verdict" });
  await work.click(verdict.getByRole("button", { name: /lessons? of this class/ }).first());
  await work.see(verdict.getByRole("heading", { name: "Fits", exact: true }));
  done(work, "repair a refused order", 2, 30);
});

test("a class's week, and one lesson moved", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  const work = await begin(page);
  await work.click(page.getByRole("link", { name: "Week", exact: true }).first());
  await work.click(page.getByRole("link", { name: "7-1", exact: true }));
  await work.see(page.getByRole("table", { name: "Week of 7-1" }));
  done(work, "see class 7-1's week", 2, 10);

  await page.getByRole("link", { name: "The week after" }).click();
  const week = page.getByRole("table", { name: "Week of 7-1" });
  await expect(week.getByRole("link", { name: "数学" }).first()).toBeVisible();
  const move = new Work(page);
  const maths = week.getByRole("row", { name: /08:55/ }).getByRole("cell").nth(0);
  await move.click(maths.getByRole("link", { name: "数学" }));
  const sheet = page.getByRole("dialog");
  await move.click(sheet.getByRole("button", { name: "Move", exact: true }));
  await move.click(sheet.getByRole("gridcell", { name: /^Tue.*08:55: free/ }));
  await move.click(sheet.getByRole("button", { name: /^Move to Tue/ }));
  await move.see(sheet.getByRole("status").filter({ hasText: /Moved to Tue/ }));
  done(move, "move one lesson", 4, 20);
});

test("closed on a day, and a Saturday that runs as Wednesday", async ({ page, school, signIn }) => {
  const owner = await Caller.signIn(school.owner);
  const made = await owner.send("POST", "/v1/academic-calendars", { body: { name: "2026/27" } });
  for (const name of ["Grade 7", "Grade 8", "Grade 9"]) {
    const daily = [{ key: "maths", title: "数学", rrule: "FREQ=DAILY", start: "08:55" }];
    await placeOrder(school, { name, rooms: [{ key: name }], lines: daily, calendar: made.id });
  }
  await signIn(school.owner);
  const sheet = page.getByRole("dialog");
  const close = await begin(page);
  await close.click(page.getByRole("link", { name: "Settings" }).first());
  await close.click(page.getByRole("link", { name: "Calendar", exact: true }));
  await close.click(page.getByRole("button", { name: "Close days", exact: true }));
  await expect(sheet.getByLabel("From")).toBeFocused();
  await close.press(sheet.getByLabel("From"), day(14));
  await close.see(sheet.getByText("3 lessons fall away."));
  await close.click(sheet.getByRole("button", { name: "Close these days", exact: true }));
  await expect(sheet).toHaveCount(0);
  done(close, '"closed on Friday", for everybody', 5, 60);

  const runs = await begin(page);
  await runs.click(page.getByRole("link", { name: "Settings" }).first());
  await runs.click(page.getByRole("link", { name: "Calendar", exact: true }));
  await runs.click(page.getByRole("button", { name: "Make-up day" }));
  await expect(sheet.locator("input[type=date]").first()).toBeFocused();
  await runs.press(sheet.locator("input[type=date]").first(), day(21));
  await runs.type(sheet.locator("input[type=date]").nth(1), day(18));
  await runs.click(sheet.getByRole("button", { name: /^Run|^Set|^Make/ }).last());
  await expect(sheet).toHaveCount(0);
  done(runs, '"this Saturday runs as Wednesday", for everybody', 5, 60);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("a teacher finds today's room and enters it", async ({ page, school, signIn }) => {
    const who = person("teacher");
    await (
      await Caller.signIn(PLATFORM)
    ).send("POST", "/v1/members", {
      tenant: school.id,
      body: { ...who, role: "teacher", name: "陈老师", teaches_as: ["陈老师"] },
    });
    const bell = { dates: [day()], start: clock(), teachers: ["陈老师"] };
    const lines = [{ key: "now", title: "数学", rooms: ["7-1"], ...bell }];
    const { id } = await placeOrder(school, { rooms: [{ key: "7-1" }], lines });
    placedYesterday(id);
    roomsAreUp(id, []);
    await signIn(who);
    const work = await begin(page);
    await work.click(page.getByRole("link", { name: /^Enter/ }).first());
    await expect(page).toHaveURL(/\/enter\/rm_|\/enter\//);
    done(work, "a teacher on a phone: find today's room and enter it", 1, 5);
  });
});

test("what was used, as a file", async ({ page, school, signIn }) => {
  await placeOrder(school, { lines: TWO_PERIODS });
  await signIn(school.owner);
  const work = await begin(page);
  await work.click(page.getByRole("link", { name: "Usage" }).first());
  const saved = page.waitForEvent("download");
  await work.click(page.getByRole("button", { name: /CSV/ }).first());
  await saved;
  done(work, "what is used and still to come this month, as CSV", 2, 20);
});

test("what is wrong now, and whether the next bell holds", async ({ page, school, signIn }) => {
  const bell = { dates: [day()], start: clock() };
  await placeOrder(school, { lines: [{ key: "now", title: "数学", rooms: ["7-1"], ...bell }] });
  await signIn(PLATFORM);
  const work = await begin(page, "/ops");
  const row = page.getByRole("table", { name: "Missing rooms" }).getByRole("row", { name: school.name }).first();
  await work.see(row);
  done(work, "operator: what is wrong now", 0, 5);
  await work.click(row.getByRole("link").first());
  await work.see(page.getByText(/can mend|operator|platform/i).first());
  done(work, "operator: why, and who can mend it", 1, 10);

  const dry = await begin(page, "/ops");
  await dry.click(page.getByRole("link", { name: /^Failover…/ }).first());
  const failover = page.getByRole("region", { name: "Failover", exact: true });
  await dry.click(failover.getByRole("button", { name: "See what would go where" }));
  await dry.see(
    page
      .getByRole("main")
      .getByText(/^No order has|rooms/)
      .first(),
  );
  done(dry, "operator: will the next bell hold; dry run of a failover", 2, 30);
});

test("a quota is raised, and a school is seen as it sees itself", async ({ page, school, signIn }) => {
  await signIn(PLATFORM);
  const quota = await begin(page, `/ops/tenants/${school.id}/now`);
  await quota.click(page.getByRole("link", { name: "Quota", exact: true }));
  await expect(page.getByLabel("Rooms at once").or(page.locator("input:focus"))).toBeFocused();
  await quota.press(page.locator("input:focus"), "120");
  await quota.type(page.getByLabel("Reason"), "Two more grades from March");
  await quota.click(page.getByRole("button", { name: "Set the quota" }));
  await quota.see(
    page
      .getByRole("status")
      .or(page.getByText(/is set|holds now/i))
      .first(),
  );
  done(quota, "operator: raise a quota with a reason", 4, 45);

  const see = await begin(page, "/ops/tenants");
  await see.click(page.getByRole("link", { name: school.name }).first());
  await see.click(page.getByRole("link", { name: "See as they see" }));
  await see.see(page.getByText(`Viewing ${school.name} as support.`));
  done(see, "operator: see a school as it sees itself", 2, 10);
});

test("a partner's new institution and its first owner", async ({ page, signIn, operator }) => {
  const partner = await operator.send("POST", "/v1/partners", { body: { name: "Lingnan Schools Network" } });
  const who = person("owner");
  await operator.send("POST", `/v1/partners/${partner.id}/members`, { body: { ...who, role: "partner_admin" } });
  await signIn(who);
  const work = await begin(page, "/ops/tenants");
  await work.click(page.getByRole("link", { name: /^New institution|^Add an institution/ }).first());
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await work.press(page.getByLabel("Name", { exact: true }), "Second school of the valley");
  await work.type(page.getByLabel("E-mail").or(page.getByLabel(/mail/i)).first(), person("owner").email);
  await work.click(page.getByRole("button", { name: /^Create/ }));
  await work.see(page.getByRole("heading", { level: 1, name: /Second school of the valley/ }));
  done(work, "partner: create an institution and its first owner", 4, 60);
});
