import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Browser, type Page, expect } from "@playwright/test";
import { Caller, type Person } from "../support/api";
import { ORIGIN, PLATFORM, REGION } from "../support/place";
import { test } from "../support/test";
import { pictured } from "../support/drafts";
import { PAGES, type Pictured } from "./pages";

const OUT = "shots";
const WIDTHS = [1280, 360] as const;
const LANGUAGES = ["en", "zh-CN"] as const;
const THEMES = ["light", "dark"] as const;

/** A term of a class with lessons every weekday, today among them. */
async function order(owner: Person): Promise<string> {
  const caller = await Caller.signIn(owner);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const rooms = Array.from({ length: 12 }, (_, index) => ({ key: `7-${index + 1}`, seats: 50 }));
  const subjects = ["语文", "数学", "英语", "物理", "历史"];
  const lessons = subjects.map((title, index) => ({
    key: `line-${index}`,
    title,
    teachers: [`${title}老师`],
    rooms: rooms.map((room) => room.key),
    rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    start: ["08:00", "08:55", "10:00", "14:00", "19:00"][index],
    duration_minutes: 45,
  }));
  const body = {
    name: "秋季学期 七年级",
    kind: "class",
    region: REGION,
    rooms,
    term: { first_day: day(1), last_day: day(120) },
    timetable: { time_zone: "Asia/Shanghai", lessons },
  };
  return (await caller.send("POST", "/v1/orders", { body })).id;
}

async function picture(page: Page, wanted: Pictured, path: string, file: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading").first()).toBeVisible();
  // The stream of events never falls silent: what is awaited is that nothing is being loaded any more.
  await expect(page.locator("[class*=bones], [aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const overflows = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(overflows, `${wanted.name} scrolls sideways`).toBe(false);
  await page.screenshot({ path: file, animations: "disabled" });
}

/** The variants side by side, as one picture. */
async function sheet(browser: Browser, name: string, files: readonly string[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1720, height: 1000 } });
  const image = (file: string) => `<img alt="" height="480" src="data:image/png;base64,${readFileSync(file).toString("base64")}">`;
  await page.setContent(`<body style="margin:8px;display:flex;flex-wrap:wrap;gap:8px;background:#888">${files.map(image).join("")}</body>`);
  await page.screenshot({ path: `${OUT}/${name}.sheet.png`, fullPage: true });
  await page.close();
}

test.beforeAll(() => {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT);
});

test("every page in both languages, themes and widths", async ({ browser, school }) => {
  test.setTimeout(PAGES.length * 60_000);
  const pages = PAGES.filter((one) => one.name.startsWith(process.env["ONLY"] ?? ""));
  const placed = await order(school.owner);
  const ids = { order: placed, tenant: school.id, ...(await pictured(school.owner, placed)) };
  const people = { owner: school.owner, platform: PLATFORM };
  const taken = new Map<string, string[]>();
  for (const locale of LANGUAGES) {
    for (const colorScheme of THEMES) {
      for (const width of WIDTHS) {
        for (const as of ["nobody", "owner", "platform"] as const) {
          const size = { width, height: width === 360 ? 740 : 800 };
          const context = await browser.newContext({ baseURL: ORIGIN, locale, colorScheme, viewport: size, timezoneId: "Asia/Shanghai" });
          if (as !== "nobody") {
            await context.request.post("/v1/sessions", { data: people[as], headers: { Origin: ORIGIN } });
          }
          const page = await context.newPage();
          for (const wanted of pages.filter((one) => one.as === as)) {
            const file = `${OUT}/${wanted.name}.${locale}.${colorScheme}.${width}.png`;
            await picture(page, wanted, wanted.path(ids), file);
            taken.set(wanted.name, [...(taken.get(wanted.name) ?? []), file]);
          }
          await context.close();
        }
      }
    }
  }
  for (const [name, files] of taken) await sheet(browser, name, files);
  writeFileSync(`${OUT}/pages.json`, JSON.stringify([...taken.keys()]));
});
