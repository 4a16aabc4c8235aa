// `npm run vitals`: how soon pages stand and answer, on the service as it is built for use (PROFILE=release). One page at a time.
import { defineConfig } from "@playwright/test";
import stories from "./playwright.config";

export default defineConfig({
  ...stories,
  testDir: "vitals",
  testMatch: "*.vitals.ts",
  workers: 1,
  retries: 0,
  fullyParallel: false,
  timeout: 600_000,
});
