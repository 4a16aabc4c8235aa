// Tags as they are typed and said: words, apart from each other by blanks or commas.

const APART = /[\s,，、]+/;

export function tagsIn(typed: string): string[] {
  return typed.split(APART).filter(Boolean);
}

export const tagsText = (tags: readonly string[]): string => tags.join(" ");

/** All of some clusters, once each. */
export function tagsOf(clusters: readonly { tags: readonly string[] }[]): string[] {
  return [...new Set(clusters.flatMap((one) => one.tags))].sort();
}
