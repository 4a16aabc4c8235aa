// Which modules are loaded together. Left alone, the bundler makes a file of every set of modules that the same pages share: forty small ones before the
// start page shows anything, each compressed by itself. What the start page needs is three files here: what every document shares, the frame, and the page.
import type { Plugin } from "vite";

/** The roots of each file, in the order in which modules are given away: what an earlier one reaches is not in a later one. */
const FILES = [
  { name: "frame", from: ["/src/app/start.tsx"] },
  { name: "start-page", from: ["/src/features/today/TodayPage.tsx"] },
];
const SIGN_IN = ["/src/enter/start.tsx"];
/** It shares words and the door to the API with the others, and has no React. */
const ROOM = ["/src/room/start.ts"];
/** They come with the documents, before anything is painted, and stay small. */
const AT_ONCE = ["/src/boot.ts", "/src/enter/boot.ts"];

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
      const [room, signIn, atOnce] = [reached(ROOM), reached(SIGN_IN), reached(AT_ONCE)];
      for (const { name, from } of FILES) {
        for (const id of reached(from)) {
          if (!names.has(id) && !atOnce.has(id)) names.set(id, room.has(id) ? "core" : signIn.has(id) ? "base" : name);
        }
      }
      // The styles of all other pages are one file: they say much the same, and fifteen small ones take twice the room.
      for (const id of ids.filter((one) => one.endsWith(".module.css")))
        if (!names.has(id) && !room.has(id) && !signIn.has(id) && !atOnce.has(id)) names.set(id, "pages");
    },
  };
  return { plugin, groups: [{ name: (id: string) => names.get(id) ?? null, includeDependenciesRecursively: false }] };
}
