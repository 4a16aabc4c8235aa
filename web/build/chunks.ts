// Which modules are loaded together. Left alone, the bundler makes a file of every set of modules that the same pages share: forty small ones before the
// start page shows anything, each compressed by itself. What the start page needs is four files here: what the first scripts share with the rest, what the
// room does, what signing in does, and the frame with the page itself.
import type { Plugin } from "vite";

/** The frame, and with it the start page. */
const FRAME = ["/src/app/start.tsx"];
const SIGN_IN = ["/src/enter/start.tsx"];
/** It shares words and the door to the API with the others, and has no React. */
const ROOM = ["/src/room/start.ts"];
/** They come with the documents, before anything is painted, and stay small. */
const FIRST = ["/src/boot.ts", "/src/enter/boot.ts"];

export function chunks() {
  const names = new Map<string, string>();
  const plugin: Plugin = {
    name: "homeroom-chunks",
    buildEnd() {
      names.clear();
      const ids = [...this.getModuleIds()];
      const reached = (roots: string[]) => {
        const all = new Set<string>();
        const queue = ids.filter((id) => roots.some((root) => id.endsWith(root)));
        for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
          if (all.has(id)) continue;
          all.add(id);
          queue.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
        return all;
      };
      const [room, signIn, first] = [reached(ROOM), reached(SIGN_IN), reached(FIRST)];
      // The first scripts themselves, and the styles that the documents link, are their own files.
      const isOwn = (id: string) => first.has(id) && (id.endsWith(".css") || FIRST.some((root) => id.endsWith(root)));
      for (const id of [...first, ...reached(FRAME)]) {
        if (isOwn(id)) continue;
        names.set(id, first.has(id) ? "first" : room.has(id) ? "core" : signIn.has(id) ? "base" : "frame");
      }
      // The styles of all other pages are one file: they say much the same, and fifteen small ones take twice the room.
      for (const id of ids.filter((one) => one.endsWith(".module.css")))
        if (!names.has(id) && !room.has(id) && !signIn.has(id) && !first.has(id)) names.set(id, "pages");
    },
  };
  const fixed = { name: (id: string) => names.get(id) ?? null, priority: 2, includeDependenciesRecursively: false };
  // What six pages or more share: the budget has a line of its own for it (budget.ts).
  const shared = {
    name: "kit",
    test: /\/src\//,
    minShareCount: 6,
    priority: 1,
    includeDependenciesRecursively: false,
  };
  return { plugin, groups: [fixed, shared] };
}
