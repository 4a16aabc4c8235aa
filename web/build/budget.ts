// The budget of what a browser loads, line by line, and what a build comes to under it. Pure: names and sizes in, what is too large and what is amiss out.

/** Gzip KiB. */
export interface Line {
  what: string;
  most: number;
  /** Whether the files together are at most so large, or each of them. */
  of: "all" | "each";
  /** By the document that loads them, or by name. */
  files: "enter" | "first" | "room" | RegExp;
}

/** A file that no document loads at once is of the first line that names it. */
export const LINES: readonly Line[] = [
  { what: "sign-in document", most: 85, of: "all", files: "enter" },
  { what: "first load of /", most: 130, of: "all", files: "first" },
  { what: "room document", most: 170, of: "all", files: "room" },
  { what: "all styles", most: 20, of: "all", files: /\.css$/ },
  // What six pages or more share (chunks.ts): nearly every page waits for it, so it is kept well below a page's own.
  { what: "kit", most: 24, of: "each", files: /^kit-.*\.js$/ },
  { what: "editor", most: 60, of: "each", files: /^DraftPage-.*\.js$/ },
  { what: "page or part", most: 45, of: "each", files: /^[A-Z].*\.js$/ },
  // Words, queries and the like, which several pages load beside their own.
  { what: "shared by a few pages", most: 16, of: "each", files: /^[a-z].*\.js$/ },
];

export interface Weighed {
  what: string;
  is: number;
  most: number;
}

/** What each line comes to; and by name what no line is for (a font, an image: nothing of that kind is loaded), and what line is for nothing, as of a chunk
 *  that is called another by now. */
export function weigh(
  sizes: ReadonlyMap<string, number>,
  loadedBy: Readonly<Record<"enter" | "first" | "room", ReadonlySet<string>>>,
  lines: readonly Line[] = LINES,
): { found: Weighed[]; amiss: string[] } {
  const found: Weighed[] = [];
  const amiss: string[] = [];
  const claimed = new Set<string>();
  for (const { what, most, of, files } of lines) {
    const names = [...sizes.keys()].filter((name) =>
      typeof files === "string" ? loadedBy[files].has(name) : files.test(name) && !claimed.has(name),
    );
    if (names.length === 0) amiss.push(`the line “${what}” is for no file`);
    names.forEach((name) => claimed.add(name));
    const size = (name: string) => sizes.get(name)!;
    if (of === "all") found.push({ what, is: names.reduce((sum, name) => sum + size(name), 0), most });
    else found.push(...names.map((name) => ({ what: `${what}: ${name}`, is: size(name), most })));
  }
  for (const name of sizes.keys()) if (!claimed.has(name)) amiss.push(`no line is for ${name}`);
  return { found, amiss };
}
