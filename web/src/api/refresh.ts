// What time alone changes brings no event: a lesson begins, a room is due. What shows it asks again this often, and at the moments that
// it names itself (moments.ts).
export const REFRESH_MS = 30_000;

/** Of a list that is read page by page all pages are asked again: the more there are, the rarer. */
export function refreshPages({ state }: { state: { data?: { pages: readonly unknown[] } | undefined } }): number {
  return REFRESH_MS * (state.data?.pages.length ?? 1);
}
