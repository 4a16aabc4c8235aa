// One of eight spine colours for a subject. A title has the same one in each week in which no other title took it first; within a sheet they differ as
// long as there are no more than eight.
import css from "./subject.module.css";

const COLOURS = 8;

export function subjectColours(titles: Iterable<string>): Map<string, number> {
  const colours = new Map<string, number>();
  const taken = new Set<number>();
  for (const title of [...new Set(titles)].sort()) {
    let colour = hash(title) % COLOURS;
    for (let tries = 0; taken.has(colour) && tries < COLOURS; tries += 1) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    if (taken.size === COLOURS) taken.clear();
    colours.set(title, colour + 1);
  }
  return colours;
}

/** The class that gives `--sub`. */
export function subjectClass(colours: ReadonlyMap<string, number>, title: string): string {
  return css[`s${colours.get(title) ?? COLOURS}`] ?? "";
}

function hash(title: string): number {
  let sum = 7;
  for (const letter of title.trim().toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
