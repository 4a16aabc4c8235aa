// How large what a browser loads may be: gzip of each part, as `npm run build` wrote it. Exits 1 with what is too large.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const DIST = "dist";
/** Gzip KiB. `enter`: all of the sign-in document; `first`: all that the start page loads; the rest a chunk. */
const LIMITS = { enter: 85, first: 130, kit: 92, editor: 60, room: 170, chunk: 45, css: 20 };

const size = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / KIB;
const assets = readdirSync(`${DIST}/assets`).filter((name) => /\.(js|css)$/.test(name));
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
const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);

const enter = loaded(document("sign-in"), /^start-/);
const first = loaded(document("app"), /^(start|TodayPage|NextBellPage)-/);
const room = existsSync(`${DIST}/documents/room.en.html`) ? loaded(document("room"), /./) : new Set<string>();
const core = new Set([...enter, ...first, ...room]);

const found: [what: string, size: number, limit: number][] = [
  ["sign-in document", sum(enter), LIMITS.enter],
  ["first load of /", sum(first), LIMITS.first],
  ["all styles", sum(assets.filter((name) => name.endsWith(".css"))), LIMITS.css],
];
if (room.size > 0) found.push(["room document", sum(room), LIMITS.room]);
for (const name of assets.filter((one) => one.endsWith(".js") && !core.has(one))) {
  const limit = /^kit-/.test(name) ? LIMITS.kit : /^(DraftPage|editor)-/.test(name) ? LIMITS.editor : LIMITS.chunk;
  found.push([name, sizes.get(name)!, limit]);
}

found.sort((a, b) => b[1] - a[1]);
const over = found.filter(([, is, limit]) => is > limit);
const shown = process.argv.includes("--all")
  ? found
  : [...found.slice(0, 8), ...over.filter((one) => found.indexOf(one) >= 8)];
for (const [what, is, limit] of shown)
  console.log(`${is > limit ? "TOO LARGE " : ""}${what}: ${is.toFixed(1)} of ${limit} KiB`);
process.exit(over.length > 0 ? 1 : 0);
