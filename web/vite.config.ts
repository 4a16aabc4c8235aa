// Three documents (room.html where it exists), hashed assets, and a dev server that stands in for the service: it passes /v1 on and picks the document.
import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { chunks } from "./build/chunks.ts";
import { documents } from "./build/documents.ts";

const together = chunks();
const at = (path: string) => resolve(import.meta.dirname, path);
/** The service that the dev server passes requests on to. */
const SERVICE = process.env["HOMEROOM_URL"] ?? "http://127.0.0.1:8080";
const PASSED_ON = ["/v1", "/docs", "/problems", "/openapi.json", "/.well-known", "/healthz", "/readyz"];

/** `board-1c`: the class and its file. What the default adds, a line number, is new with every change above it and does not compress. */
const files = new Map<string, string>();
const taken = new Map<string, string>();
function scoped(name: string, file: string): string {
  const path = file.split("?")[0]!;
  if (!files.has(path)) {
    const short = createHash("sha256")
      .update(relative(import.meta.dirname, path))
      .digest("hex")
      .slice(0, 3);
    // Two files of one name would mix their classes without a word.
    if (taken.has(short))
      throw new Error(`${path} and ${taken.get(short)} come to the same short name: take one character more`);
    taken.set(short, path);
    files.set(path, short);
  }
  return `${name}-${files.get(path)}`;
}

export default defineConfig({
  plugins: [react(), documents(), together.plugin],
  css: { modules: { generateScopedName: scoped } },
  build: {
    target: ["chrome114", "safari17", "firefox125"],
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: ["sign-in.html", "app.html", "room.html"].map(at).filter((file) => existsSync(file)),
      output: { codeSplitting: { groups: together.groups } },
    },
  },
  server: {
    port: Number(process.env["PORT"] ?? 5173),
    strictPort: false,
    // The service takes changes from its own pages alone: the dev server is named to it as if it were one.
    proxy: Object.fromEntries(
      PASSED_ON.map((path) => [
        path,
        {
          target: SERVICE,
          changeOrigin: true,
          headers: { Origin: new URL(SERVICE).origin, "Sec-Fetch-Site": "same-origin" },
        },
      ]),
    ),
  },
});
