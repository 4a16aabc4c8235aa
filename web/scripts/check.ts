// `npm run check`: the API's types made anew, then types, lints, format and unit tests beside each other. Says what failed, and all of it.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const schema = spawnSync("npm", ["run", "-s", "schema"], { stdio: ["ignore", "ignore", "inherit"] });
if (schema.status !== 0) process.exit(schema.status ?? 1);

/** As `npm run` does it: two ways to say where a cache is would be in each other's way. */
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<"types" | "lint", string> };

const CHECKS: Record<string, string[]> = {
  types: scripts.types.split(" "),
  lint: scripts.lint.split(" "),
  format: [
    "prettier",
    "--check",
    "--log-level",
    "warn",
    "--cache",
    "--cache-location",
    "node_modules/.cache/prettier/cache",
    ".",
  ],
  test: ["vitest", "run", "--reporter", "dot"],
};

const results = await Promise.all(
  Object.entries(CHECKS).map(
    ([name, [program, ...rest]]) =>
      new Promise<boolean>((done) => {
        let said = "";
        const child = spawn(`node_modules/.bin/${program}`, rest, { stdio: ["ignore", "pipe", "pipe"] });
        child.stdout.on("data", (text: Buffer) => (said += text.toString()));
        child.stderr.on("data", (text: Buffer) => (said += text.toString()));
        child.on("close", (code) => {
          if (code !== 0) console.log(`--- ${name}\n${said}`);
          done(code === 0);
        });
      }),
  ),
);
process.exit(results.every(Boolean) ? 0 : 1);
