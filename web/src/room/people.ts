// How people are shown, as far as that needs no browser.

/** The first letter as people see letters: an emoji or a Han character is one. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(name.trim());
  return first?.segment.toUpperCase() ?? "·";
}

/** Which of the arrangements so many people get. */
export function crowdOf(people: number): "one" | "few" | "some" | "many" {
  if (people <= 1) return "one";
  return people <= 3 ? "few" : people <= 6 ? "some" : "many";
}
