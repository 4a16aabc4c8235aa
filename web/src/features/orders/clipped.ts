/** A name that stands in the title of a sheet. */
export function clipped(name: string): string {
  const letters = [...name];
  return letters.length > 40 ? `${letters.slice(0, 39).join("")}…` : name;
}
