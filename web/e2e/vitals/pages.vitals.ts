// Web vitals of the pages that people come to, each in a browser that has nothing cached: on a desk, and as Lighthouse simulates a phone (a quarter of the
// processor, 1.6 Mbit/s, 150 ms). The median of five; nothing is asserted, for a machine has slow days.
import type { Browser, BrowserContextOptions, CDPSession, Page } from "@playwright/test";
import { ORIGIN, PLATFORM, ZONE } from "../support/place";
import { expect, test } from "../support/test";
import { fillDay } from "./day";
import { keep, median } from "./figures";

const RUNS = 5;
const PHONE = { cpu: 4, latency: 150, down: (1.6 * 1024 * 1024) / 8, up: (750 * 1024) / 8 };

interface Vitals {
  /** Largest contentful paint, milliseconds. */
  lcp: number;
  /** What long tasks of the main thread have over 50 ms each, milliseconds, from the first paint on. */
  tbt: number;
  /** Cumulative layout shift. */
  cls: number;
  /** From the click of a tab to the next paint, milliseconds. */
  inp: number;
}

/** Runs in the page before anything else: notes what the browser measures. */
function watch(): void {
  const noted = { lcp: 0, tbt: 0, cls: 0, inp: 0 };
  (window as unknown as { vitals: Vitals }).vitals = noted;
  const on = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", (entry) => (noted.lcp = entry.startTime));
  on("longtask", (entry) => (noted.tbt += Math.max(0, entry.duration - 50)));
  on("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) noted.cls += shift.value;
  });
  on("event", (entry) => (noted.inp = Math.max(noted.inp, entry.duration)), { durationThreshold: 16 });
}

async function slow(client: CDPSession): Promise<void> {
  await client.send("Emulation.setCPUThrottlingRate", { rate: PHONE.cpu });
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: PHONE.latency,
    downloadThroughput: PHONE.down,
    uploadThroughput: PHONE.up,
  });
}

const stands = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[class*=bones]")).toHaveCount(0);
};

interface Measured {
  path: string;
  as?: { email: string; password: string } | undefined;
  phone: boolean;
}

async function once(browser: Browser, { path, as, phone }: Measured): Promise<Vitals> {
  const size: BrowserContextOptions = { viewport: phone ? { width: 412, height: 823 } : { width: 1280, height: 800 } };
  const context = await browser.newContext({ ...size, baseURL: ORIGIN, locale: "en", timezoneId: ZONE });
  await context.addInitScript(watch);
  if (as) await context.request.post("/v1/sessions", { data: as, headers: { Origin: ORIGIN } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  if (phone) await slow(client);
  await page.goto(path);
  await stands(page);
  // The largest paint is final once somebody does something.
  const lcp = await page.evaluate(() => (window as unknown as { vitals: Vitals }).vitals.lcp);
  await page.keyboard.press("Tab");
  if (as && !phone) await page.getByRole("navigation").first().getByRole("link").nth(1).click();
  await stands(page);
  const rest = await page.evaluate(
    () =>
      new Promise<Vitals>((done) =>
        requestAnimationFrame(() => setTimeout(() => done((window as unknown as { vitals: Vitals }).vitals), 0)),
      ),
  );
  await context.close();
  return { ...rest, lcp };
}

test("vitals", async ({ browser, school }) => {
  await fillDay(school);
  const pages: { name: string; path: string; as?: typeof PLATFORM }[] = [
    { name: "sign-in", path: "/" },
    { name: "today, 60 classes", path: "/", as: school.owner },
    { name: "day, 60 classes", path: "/day", as: school.owner },
    { name: "orders", path: "/orders", as: school.owner },
    { name: "operator's next bell", path: "/ops", as: PLATFORM },
  ];
  const found = [];
  for (const { name, path, as } of pages) {
    for (const phone of [false, true]) {
      const runs: Vitals[] = [];
      for (let run = 0; run < RUNS; run += 1) runs.push(await once(browser, { path, as, phone }));
      const of = (vital: keyof Vitals) => median(runs.map((one) => one[vital]));
      found.push({
        page: name,
        on: phone ? "phone" : "desk",
        "LCP ms": Math.round(of("lcp")),
        "TBT ms": Math.round(of("tbt")),
        CLS: Number(of("cls").toFixed(3)),
        "INP ms": Math.round(of("inp")),
      });
    }
  }
  keep("vitals", found);
});
