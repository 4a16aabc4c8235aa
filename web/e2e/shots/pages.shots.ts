// `npm run shots`: every page in both languages, themes and widths, and a sheet of the eight. With `PICTURES=none` its faults are looked for, and no more.
import { mkdirSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, expect } from "@playwright/test";
import type { Person } from "../support/api";
import { faultsOf, notReachedByKeys, withOwnText } from "../support/look";
import { ORIGIN, PLATFORM, ZONE } from "../support/place";
import { test } from "../support/test";
import { type Ids, PAGES, type Pictured } from "./pages";
import { picturedSchool } from "./school";
import { LANGUAGES, OUT, sheet, THEMES, WIDTHS } from "./sheet";

const PICTURED = process.env["PICTURES"] !== "none";
const WANTED = PAGES.filter((one) => one.name.startsWith(process.env["ONLY"] ?? ""));

async function open(page: Page, { path, then }: Pictured, ids: Ids): Promise<void> {
  // What differs in its fragment alone is no new page to a browser.
  await page.goto("about:blank");
  await page.goto(path(ids));
  await expect(page.getByRole("heading").first()).toBeVisible();
  await then?.(page);
  // The stream of events never falls silent: what is awaited is that nothing is being loaded any more.
  await expect(page.locator("[class*=bones], [aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** A browser for each that looks, with a session where it has one. */
async function visit(
  browser: Browser,
  owner: Person,
  options: BrowserContextOptions,
  look: (page: Page, wanted: Pictured) => Promise<void>,
): Promise<void> {
  const people = { owner, platform: PLATFORM };
  for (const as of ["nobody", "owner", "platform"] as const) {
    const wanted = WANTED.filter((one) => one.as === as);
    if (wanted.length === 0) continue;
    const fresh = async (): Promise<BrowserContext> => {
      const context = await browser.newContext({
        baseURL: ORIGIN,
        timezoneId: ZONE,
        reducedMotion: "reduce",
        ...options,
      });
      if (as !== "nobody")
        await context.request.post("/v1/sessions", { data: people[as], headers: { Origin: ORIGIN } });
      return context;
    };
    let context = await fresh();
    for (const one of wanted) {
      // Somebody who came by one link is not who comes by the next.
      if (as === "nobody" && one !== wanted[0]) {
        await context.close();
        context = await fresh();
      }
      const page = await context.newPage();
      await look(page, one);
      await page.close();
    }
    await context.close();
  }
}

test.beforeAll(() => mkdirSync(OUT, { recursive: true }));

test("every page in both languages, themes and widths", async ({ browser, school }) => {
  test.setTimeout(PAGES.length * 60_000);
  const ids = await picturedSchool(school.owner, school.id);
  const taken = new Map<string, string[]>();
  for (const locale of LANGUAGES) {
    for (const colorScheme of THEMES) {
      for (const width of WIDTHS) {
        const viewport = { width, height: width === 360 ? 740 : 800 };
        await visit(browser, school.owner, { locale, colorScheme, viewport }, async (page, wanted) => {
          const file = `${OUT}/${wanted.name}.${locale}.${colorScheme}.${width}.png`;
          await open(page, wanted, ids);
          expect.soft(await faultsOf(page), `${wanted.name}, ${locale}, ${colorScheme}, ${width}`).toEqual([]);
          if (!PICTURED) return;
          await page.screenshot({ path: file, animations: "disabled" });
          taken.set(wanted.name, [...(taken.get(wanted.name) ?? []), file]);
        });
      }
    }
  }
  for (const [name, files] of taken) await sheet(browser, name, [files.slice(0, 4), files.slice(4)], 480);
});

const MODES: [name: string, options: BrowserContextOptions][] = [
  ["forced-light", { forcedColors: "active", colorScheme: "light" }],
  ["forced-dark", { forcedColors: "active", colorScheme: "dark" }],
  ["zoomed", { viewport: { width: 640, height: 400 } }],
  ["own-text", {}],
];

test("every page in forced colours, at twice the size, with a reader's own text, and by keys", async ({
  browser,
  school,
}) => {
  test.setTimeout(PAGES.length * 60_000);
  const ids = await picturedSchool(school.owner, school.id);
  const taken = new Map<string, string[]>();
  for (const [mode, options] of MODES) {
    const viewport = { width: 1280, height: 800 };
    await visit(browser, school.owner, { locale: "en", viewport, ...options }, async (page, wanted) => {
      const file = `${OUT}/${wanted.name}.${mode}.png`;
      if (mode === "own-text") await withOwnText(page);
      await open(page, wanted, ids);
      // Colours that are forced are the system's, and what is computed of a page's own is none of what is seen.
      const but = mode.startsWith("forced") ? ["color-contrast"] : [];
      expect.soft(await faultsOf(page, but), `${wanted.name}, ${mode}`).toEqual([]);
      if (PICTURED) await page.screenshot({ path: file, animations: "disabled" });
      if (mode === "forced-dark") expect.soft(await notReachedByKeys(page), `${wanted.name}, by keys`).toEqual([]);
      if (!PICTURED) return;
      taken.set(wanted.name, [...(taken.get(wanted.name) ?? []), file]);
    });
  }
  for (const [name, files] of taken) await sheet(browser, `modes-${name}`, [files], 480);
});
