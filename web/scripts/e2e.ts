// Runs Playwright with a PostgreSQL of its own, migrated, a mail server that keeps its letters, and the built service on a free port, at a school where it is
// day. Arguments go to Playwright: `npm run e2e -- access`.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { freePort } from "../e2e/support/ports";
import { zoneByDay } from "../e2e/support/zone";

const built = resolve(process.env["CARGO_TARGET_DIR"] ?? "../target", process.env["PROFILE"] ?? "debug");

const asked = process.argv.slice(2);
const config = asked.includes("--config") ? [] : ["--config", "e2e/playwright.config.ts"];
const playwright = ["node_modules/.bin/playwright", "test", ...config, ...asked];
const child = spawn(
  `${built}/homeroom-local`,
  ["with-postgres", "--migrations", "../migrations", "--", `${built}/homeroom-local`, "with-mail", "--", ...playwright],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      HOMEROOM: `${built}/homeroom`,
      E2E_PORT: String(await freePort()),
      E2E_METRICS_PORT: String(await freePort()),
      E2E_MAIL_PORT: String(await freePort()),
      E2E_MAIL_FILTER_PORT: String(await freePort()),
      E2E_ZONE: process.env["E2E_ZONE"] ?? zoneByDay(Date.now()),
    },
  },
);
child.on("exit", (code) => process.exit(code ?? 1));
