// How large what a browser loads may be: gzip of each part, as `npm run build` wrote it. Exits 1 with what is too large, and with a file or a line of the
// budget that has not the other.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { weigh } from "../build/budget.ts";

const KIB = 1024;
const DIST = "dist";

const size = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / KIB;
const assets = readdirSync(`${DIST}/assets`).filter((name) => !/\.(br|gz)$/.test(name));
const sizes = new Map(assets.map((name) => [name, size(`${DIST}/assets/${name}`)]));

/** The files that a text names: `import"./x.js"`, `import("./x.js")`, `src="/assets/x.js"`. */
const named = (text: string) =>
  [...text.matchAll(/[\w-]+\.(?:js|css)\b/g)].map(([name]) => name).filter((name) => sizes.has(name));

/** What is loaded from here on: static imports all the way down, and of dynamic ones those whose chunk has a name of `wanted`. */
function loaded(from: string[], wanted: RegExp): Set<string> {
  const all = new Set<string>();
  const queue = [...from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (all.has(name) || name.endsWith(".css")) continue;
    all.add(name);
    const text = readFileSync(`${DIST}/assets/${name}`, "utf8");
    for (const [, path] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) queue.push(path!);
    for (const [, path] of text.matchAll(/import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g))
      if (wanted.test(path!)) queue.push(path!);
  }
  return all;
}

/** Without what waits in a document for the address of another page. */
const document = (name: string) =>
  named(readFileSync(`${DIST}/documents/${name}.en.html`, "utf8").replace(/<template data-page="\/[^>]*>/g, ""));

const { found, amiss } = weigh(sizes, {
  enter: loaded(document("sign-in"), /^start-/),
  first: loaded(document("app"), /^(start|TodayPage|NextBellPage)-/),
  room: existsSync(`${DIST}/documents/room.en.html`) ? loaded(document("room"), /./) : new Set<string>(),
});

found.sort((a, b) => b.is - a.is);
const over = found.filter(({ is, most }) => is > most);
const shown = process.argv.includes("--all")
  ? found
  : [...found.slice(0, 8), ...over.filter((one) => found.indexOf(one) >= 8)];
for (const { what, is, most } of shown)
  console.log(`${is > most ? "TOO LARGE " : ""}${what}: ${is.toFixed(1)} of ${most} KiB`);
for (const one of amiss) console.log(`AMISS ${one}`);
process.exit(over.length + amiss.length > 0 ? 1 : 0);
