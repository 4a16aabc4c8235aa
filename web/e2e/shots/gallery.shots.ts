// Every view in every state, in both languages, both themes and two widths, each without a fault: a sheet a view. Served from source, since what is built
// for people has no gallery.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import react from "@vitejs/plugin-react";
import { createServer, type ViteDevServer } from "vite";
import { fill } from "../../build/documents";
import { faultsOf } from "../support/look";
import { ZONE } from "../support/place";
import { freePort } from "../support/ports";
import { LANGUAGES, OUT, sheet, THEMES, WIDTHS } from "./sheet";

const WEB = resolve(import.meta.dirname, "../..");
let server: ViteDevServer;
let address = "";

test.beforeAll(async () => {
  mkdirSync(`${OUT}/gallery`, { recursive: true });
  const port = await freePort();
  const words = { name: "words", transformIndexHtml: (html: string) => fill(html, "en") };
  server = await createServer({
    configFile: false,
    root: WEB,
    logLevel: "error",
    server: { port, hmr: false },
    plugins: [react(), words],
  });
  await server.listen();
  address = `http://localhost:${port}/gallery/index.html`;
});

test.afterAll(() => server.close());

/** As much of the window as is drawn on. */
async function cut(page: Page, width: number) {
  const drawn = page.locator("main").evaluate((main) => main.getBoundingClientRect().bottom);
  const dialog = await page.locator("dialog[open]").count();
  return dialog > 0 ? {} : { clip: { x: 0, y: 0, width, height: Math.min(740, Math.ceil(await drawn) + 8) } };
}

test("every view in every state", async ({ browser }) => {
  test.setTimeout(1_800_000);
  const context = await browser.newContext({ timezoneId: ZONE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => "gallery" in window);
  const states = (await page.evaluate(() => window.gallery.states)).filter((one) =>
    one.startsWith(process.env["ONLY"] ?? ""),
  );
  const taken = new Map<string, Map<string, string[]>>();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      for (const language of LANGUAGES) {
        await page.evaluate((spoken) => window.gallery.speak(spoken), language);
        for (const state of states) {
          await page.evaluate((at) => (location.hash = at), state);
          await expect(page.locator(`[data-shown="${state}"]`)).toBeVisible();
          await page.evaluate(() => window.gallery.still());
          const [view = "", name = ""] = state.split("/");
          const file = `${OUT}/gallery/${view}.${name}.${language}.${colorScheme}.${width}.png`;
          const faults = await faultsOf(page);
          expect.soft(faults, `${state}, ${language}, ${colorScheme}, ${width}`).toEqual([]);
          await page.screenshot({ path: file, animations: "disabled", ...(await cut(page, width)) });
          const ofView = taken.get(view) ?? new Map<string, string[]>();
          taken.set(view, ofView.set(name, [...(ofView.get(name) ?? []), file]));
        }
      }
    }
  }
  await context.close();
  for (const [view, ofView] of taken) await sheet(browser, `gallery-${view}`, [...ofView.values()], 300);
});
