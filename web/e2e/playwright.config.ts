// The stories: a browser against the service that is built, on a PostgreSQL of this run's own (scripts/e2e.ts starts it).
import { defineConfig } from "@playwright/test";
import { MASTER_KEY, METRICS_PORT, ORIGIN, PORT, HOMEROOM } from "./support/place";

const LONG = process.env["E2E_LONG"] === "1";

export default defineConfig({
  testDir: ".",
  // Three browsers that encode video, and a media server: too much beside other stories on two cores. `make test-long` tells it alone.
  testIgnore: LONG ? [] : ["**/meeting.spec.ts"],
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
    timezoneId: "Asia/Shanghai",
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
  webServer: {
    command: `exec ${HOMEROOM} serve`,
    url: `${ORIGIN}/readyz`,
    timeout: 60_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: {
      ...(process.env as Record<string, string>),
      MASTER_KEY,
      LISTEN: `127.0.0.1:${PORT}`,
      METRICS_LISTEN: `127.0.0.1:${METRICS_PORT}`,
      PUBLIC_URL: ORIGIN,
      RATE_LIMIT_PER_ADDRESS: "1000000",
      RATE_LIMIT_PER_CALLER: "1000000",
      STOP_DELAY_SECONDS: "0",
      LOG: "warn,homeroom::reconcile=error",
      LOG_FORMAT: "text",
    },
  },
});
