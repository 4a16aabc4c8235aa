// The documents of the portal: which words stand in them before any script runs, and which one an address gets.
// A document is made once a language: `{{name}}` in it is filled from messages.ts, `<!--style-->` becomes critical.css, `{{shapes}}` from the shapes of states.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { IncomingMessage } from "node:http";
import type { Plugin, Rolldown } from "vite";
import { sprite } from "../src/ui/shapes.ts";
import { DAY } from "./day.ts";
import { FIRST } from "./messages.ts";
import { PAGES } from "./pages.ts";

const ROOT = resolve(import.meta.dirname, "..");
const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

const cookie = (request: IncomingMessage, name: string) =>
  (request.headers.cookie ?? "")
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Chosen by the cookie, then by what the browser prefers. */
export function languageOf(request: IncomingMessage): Language {
  const chosen = cookie(request, "hr_lang");
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  return /^\s*zh/i.test(request.headers["accept-language"] ?? "") ? "zh-CN" : "en";
}

/** Without line breaks and comments: it stands in every document. */
const critical = () =>
  readFileSync(resolve(ROOT, "src/ui/critical.css"), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s*\n\s*/g, "");

export function fill(html: string, language: Language): string {
  const words: Record<string, string> = { lang: language, shapes: sprite(), day: DAY };
  for (const [name, [en, zh]] of Object.entries(FIRST)) words[name] = language === "en" ? en : zh;
  return html
    .replace("<!--style-->", `<style>${critical()}</style>`)
    .replace(/\{\{(\w+)\}\}/g, (whole, name: string) => words[name] ?? whole);
}

type Bundle = Rolldown.OutputBundle;
/** The app document's script, and what it leads to. */
const FIRST_SCRIPT = ["/app.html"];
const NEXT_SCRIPTS = ["/src/app/start.tsx"];

/** The chunks of these modules and all that they import, each after those that it imports, with their styles. */
function filesOf(roots: readonly string[], bundle: Bundle): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const add = (name: string): void => {
    const chunk = bundle[name];
    if (seen.has(name) || chunk?.type !== "chunk") return;
    seen.add(name);
    chunk.imports.forEach(add);
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
  };
  for (const one of Object.values(bundle))
    if (one.type === "chunk" && roots.some((root) => one.facadeModuleId?.endsWith(root))) add(one.fileName);
  return files;
}

/** Links by which a browser fetches what the first script needs beside it. What follows is named alone, in templates: the first script makes links of the names
 *  that its address needs once the page's frame is painted. Fetched with the document, they would be read before that, and keep a slow phone from it. */
function withLinks(bundle: Bundle, html: string): string {
  const first = [...filesOf(FIRST_SCRIPT, bundle)].filter((name) => !html.includes(name));
  const next = [...filesOf(NEXT_SCRIPTS, bundle)].filter((name) => !first.includes(name) && !html.includes(name));
  const named = (page: string, names: readonly string[]) =>
    `<template data-page="${page}" data-files="${names.map((name) => name.replace(/^assets\//, "")).join(" ")}"></template>`;
  const pages = Object.entries(PAGES).map(([path, module]) => {
    const files = [...filesOf([module], bundle)].filter(
      (name) => ![...first, ...next].includes(name) && !html.includes(name),
    );
    if (files.length === 0) throw new Error(`no file has ${module}, which build/pages.ts names for ${path}`);
    return named(path, files);
  });
  return html
    .replace("<!--first-->", () =>
      first.map((name) => `<link rel="modulepreload" crossorigin href="/${name}">`).join(""),
    )
    .replace("<!--next-->", () => named("", next) + pages.join(""));
}

export function documents(): Plugin {
  return {
    name: "homeroom-documents",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "/").split("?")[0] ?? "/";
        const page =
          request.method === "GET" && (request.headers.accept ?? "").includes("text/html") && !path.includes(".");
        if (!page || /^\/(v1|docs|problems)(\/|$)/.test(path)) return next();
        const signedIn = cookie(request, "hr") ?? cookie(request, "__Host-hr");
        const open = /^\/(invitation|password\/new)$/.test(path);
        const room = /^\/enter(\/|$)/.test(path);
        const name = room ? "room.html" : signedIn && !open ? "app.html" : "sign-in.html";
        // There is no policy here that a room's server would have to be named in.
        const raw = readFileSync(resolve(ROOT, name), "utf8").replace('data-media=""', 'data-media="*"');
        const theme = cookie(request, "hr_theme");
        const themed =
          theme === "dark" || theme === "light" ? raw.replace('data-theme=""', `data-theme="${theme}"`) : raw;
        server.transformIndexHtml(`/${name}`, themed).then((html) => {
          response.setHeader("Content-Type", "text/html; charset=utf-8");
          response.setHeader("Cache-Control", "no-store");
          response.end(fill(html, languageOf(request)));
        }, next);
      });
    },
    writeBundle(options, bundle) {
      const dist = options.dir ?? resolve(ROOT, "dist");
      mkdirSync(resolve(dist, "documents"), { recursive: true });
      for (const file of readdirSync(dist).filter((name) => name.endsWith(".html"))) {
        const raw = readFileSync(resolve(dist, file), "utf8").replace(/>\s*\n\s*</g, "><");
        const html = withLinks(bundle, raw);
        for (const language of LANGUAGES) {
          writeFileSync(resolve(dist, "documents", file.replace(".html", `.${language}.html`)), fill(html, language));
        }
        rmSync(resolve(dist, file));
      }
    },
  };
}
