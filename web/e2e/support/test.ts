// What every story begins with: a page that is watched. Console errors, what the Content-Security-Policy refuses and requests to other hosts fail it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BrowserContext, type Page, type TestType, test as base, expect } from "@playwright/test";
import { Caller, type Person, School, platform } from "./api";
import { ORIGIN, stripe } from "./place";

export { expect };
export type { Page };

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Axe {
  run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Fixtures {
  watched: undefined;
  /** An institution of this test alone. */
  school: School;
  /** Signs somebody in, without the form. */
  signIn: (who: Person) => Promise<void>;
}

/** What goes wrong in a browser from here on. */
export async function watch(context: BrowserContext, origin = ORIGIN): Promise<string[]> {
  const faults: string[] = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  context.on("console", (message) => {
    // Chromium says this of every answer that is not 2xx; what the page makes of those is what stories are about.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    // To give a card somebody leaves for Stripe; what a page of ours asks of it is a fault like any other.
    if (url.origin === stripe() && request.isNavigationRequest()) return;
    if (url.origin !== origin && !["data:", "blob:", "about:"].includes(url.protocol))
      faults.push(`asked another host: ${url.href}`);
  });
  return faults;
}

export const test = base.extend<Fixtures, { operator: Caller }>({
  operator: [async ({}, use) => use(await platform()), { scope: "worker" }],
  watched: [
    async ({ context }, use) => {
      const faults = await watch(context);
      await use(undefined);
      expect(faults, "faults that the browser noticed").toEqual([]);
    },
    { auto: true },
  ],
  school: async ({ operator }, use) => use(await School.create(operator)),
  signIn: async ({ context }, use) =>
    use(async ({ email, password }) => {
      const answer = await context.request.post("/v1/sessions", {
        data: { email, password },
        headers: { Origin: ORIGIN },
      });
      expect(answer.status(), await answer.text()).toBe(201);
    }),
});

/** What breaks WCAG 2.2 AA and best practice on the page as it is. Evaluated, since a script tag would break the page's policy. */
export async function accessibilityFaults(page: Page, but: readonly string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(
    async ({ tags, off }) => {
      const { axe } = window as unknown as { axe: Axe };
      const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
      const { violations } = await axe.run(document, { runOnly: tags, rules });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
    },
    { tags: TAGS, off: [...but] },
  );
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
}

const LANGUAGES = ["en", "zh-CN"] as const;
type Language = (typeof LANGUAGES)[number];
const LONG = process.env["E2E_LONG"] === "1";

function inLanguages(languages: readonly Language[], title: string, story: (language: Language) => void): void {
  for (const language of languages) {
    test.describe(`${title} (${language})`, () => {
      test.use({ locale: language });
      story(language);
    });
  }
}

/** The same story in both languages by `make test-long`. `make test` tells it in Chinese, for the stories that have the words of one are in English. */
export const inBothLanguages = (title: string, story: (language: Language) => void) =>
  inLanguages(LONG ? LANGUAGES : ["zh-CN"], title, story);

/** What everybody goes through: by `make test` too. */
export const alwaysInBothLanguages = (title: string, story: (language: Language) => void) =>
  inLanguages(LANGUAGES, title, story);

/** One more case of what a shorter story tells: by `make test-long` alone, which knows them by their tag. */
export const furtherOf =
  <T extends object, W extends object>(of: TestType<T, W>) =>
  (title: string, story: Parameters<TestType<T, W>>[2]): void =>
    LONG ? of(title, { tag: "@further" }, story) : of.skip(title, story);

export const further = furtherOf(test);
