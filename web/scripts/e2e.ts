// Runs Playwright with a PostgreSQL of its own, migrated, and the built service on a free port. Arguments go to Playwright: `npm run e2e -- access`.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { resolve } from "node:path";

const built = resolve(process.env["CARGO_TARGET_DIR"] ?? "../target", process.env["PROFILE"] ?? "debug");

/** Below the ports that connections get by themselves: one of those might be taken by then. */
const [LEAST, COUNT] = [20_000, 12_000];

async function freePort(): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * COUNT);
    const free = await new Promise<boolean>((done) => {
      const server = createServer()
        .once("error", () => done(false))
        .listen(port, "127.0.0.1", () => server.close(() => done(true)));
    });
    if (free) return port;
  }
}

const asked = process.argv.slice(2);
const config = asked.includes("--config") ? [] : ["--config", "e2e/playwright.config.ts"];
const playwright = ["node_modules/.bin/playwright", "test", ...config, ...asked];
const child = spawn(
  `${built}/homeroom-local`,
  ["with-postgres", "--migrations", "../migrations", "--", ...playwright],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      HOMEROOM: `${built}/homeroom`,
      E2E_PORT: String(await freePort()),
      E2E_METRICS_PORT: String(await freePort()),
    },
  },
);
child.on("exit", (code) => process.exit(code ?? 1));
