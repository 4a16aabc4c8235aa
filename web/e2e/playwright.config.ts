// The stories: a browser against the service that is built, on a PostgreSQL of this run's own (scripts/e2e.ts starts it).
import { defineConfig } from "@playwright/test";
import { HOMEROOM, MAIL_FILTER, METRICS_PORT, ORIGIN, PORT, ZONE, serviceEnv } from "./support/place";

const LONG = process.env["E2E_LONG"] === "1";

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  // Browsers that encode video, or a cluster whose nodes are given up after most of a minute: `make test-long` tells these one by one.
  testIgnore: LONG ? [] : ["**/*.long.spec.ts"],
  outputDir: "../test-results",
  globalSetup: "./support/setup.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  // Patience costs nothing where a story passes. A machine that is shared may still lose one: it is told again, and the list says that it was flaky.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 2,
  use: {
    baseURL: ORIGIN,
    timezoneId: ZONE,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A camera that shows a clock and a microphone that beeps, for whoever is allowed them.
        "--use-fake-device-for-media-stream",
      ],
    },
  },
  webServer: [
    {
      command: "exec node --import tsx support/mail-filter.ts",
      url: MAIL_FILTER,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
      stderr: "pipe",
    },
    {
      command: `exec ${HOMEROOM}-local stripe --hook ${ORIGIN}/hooks/stripe`,
      // What it says becomes STRIPE_URL and STRIPE_KEY for all that is started after it.
      wait: { stdout: /STRIPE_URL=(?<stripe_url>\S+)\s+STRIPE_KEY=(?<stripe_key>\S+)\s/ },
    },
    {
      command: `exec ${HOMEROOM} serve`,
      url: `${ORIGIN}/readyz`,
      timeout: 60_000,
      gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
      stdout: "ignore",
      stderr: "pipe",
      env: serviceEnv(PORT, METRICS_PORT),
    },
  ],
});
