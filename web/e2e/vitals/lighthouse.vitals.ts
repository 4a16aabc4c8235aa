// Lighthouse as people run it, on a phone that it simulates: the median of five, and what its rules of access count. It is brought by npx when this is run,
// for nothing else needs it.
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import { type Browser, test as base } from "@playwright/test";
import type { Person } from "../support/api";
import { ORIGIN, PLATFORM } from "../support/place";
import { test } from "../support/test";
import { fillDay } from "./day";
import { keep, median } from "./figures";

const RUNS = 5;
const VERSION = "lighthouse@12.8.2";
const FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage";

interface Report {
  categories: Record<"performance" | "accessibility", { score: number }>;
  audits: Record<string, { numericValue?: number }>;
}

async function report(path: string, cookie: string, form: string): Promise<Report> {
  const out = base.info().outputPath("lighthouse.json");
  const asked = [`${ORIGIN}${path}`, "--quiet", "--output=json", `--output-path=${out}`, `--chrome-flags=${FLAGS}`];
  const only = ["--only-categories=performance,accessibility", ...(form === "desk" ? ["--preset=desktop"] : [])];
  const headers = cookie ? [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`] : [];
  const env = { ...process.env, CHROME_PATH: "/usr/bin/chromium" };
  const run = () =>
    promisify(execFile)("npx", ["--yes", VERSION, ...asked, ...only, ...headers], { env, maxBuffer: 1 << 26 });
  // On a busy machine it misses the beginning of a page now and then, and asks to be run again itself.
  await run().catch(run);
  const read = JSON.parse(readFileSync(out, "utf8")) as Report;
  rmSync(out);
  return read;
}

async function cookieOf(browser: Browser, who: Person): Promise<string> {
  const context = await browser.newContext({ baseURL: ORIGIN });
  await context.request.post("/v1/sessions", { data: who, headers: { Origin: ORIGIN } });
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await context.close();
  return cookie;
}

test("lighthouse", async ({ browser, school }) => {
  await fillDay(school);
  const [owner, operator] = [await cookieOf(browser, school.owner), await cookieOf(browser, PLATFORM)];
  const found = [];
  for (const [page, path, who] of [
    ["sign-in", "/", ""],
    ["today, 60 classes", "/", owner],
    ["day, 60 classes", "/day", owner],
    ["orders", "/orders", owner],
    ["operator's next bell", "/ops", operator],
  ] as const) {
    for (const form of ["phone", "desk"]) {
      const reports: Report[] = [];
      for (let run = 0; run < RUNS; run += 1) reports.push(await report(path, who, form));
      const of = (audit: string) => median(reports.map(({ audits }) => audits[audit]?.numericValue ?? NaN));
      found.push({
        page,
        on: form,
        performance: Math.round(median(reports.map(({ categories }) => categories.performance.score * 100))),
        accessibility: Math.min(...reports.map(({ categories }) => categories.accessibility.score * 100)),
        "LCP ms": Math.round(of("largest-contentful-paint")),
        "TBT ms": Math.round(of("total-blocking-time")),
        CLS: Number(of("cumulative-layout-shift").toFixed(3)),
      });
    }
  }
  keep("lighthouse", found);
});
