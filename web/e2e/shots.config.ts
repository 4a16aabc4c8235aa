// `npm run shots`: pictures of every page in both languages, both themes and two widths, and a sheet of the eight for each page, into web/shots.
import { defineConfig } from "@playwright/test";
import stories from "./playwright.config";

export default defineConfig({
  ...stories,
  testDir: "shots",
  testMatch: "*.shots.ts",
  timeout: 180_000,
  retries: 0,
  // What cannot be pressed is said so, and not after an hour.
  use: { ...stories.use, actionTimeout: 30_000 },
});
