/** One of eight spine colours for a subject: always the same for a title, whichever week or class it stands in. */
export function subjectColour(title: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 {
  let hash = 7;
  for (const letter of title.trim().toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return ((hash % 8) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
}
