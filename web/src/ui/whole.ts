// A list that is read page by page, to its end.
interface Paged<P> {
  hasNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: (how: { cancelRefetch: boolean }) => Promise<P>;
}

/** Reads all that is left of it. What somebody else asked for meanwhile is waited for, not asked anew; the first page that is refused ends it. */
export async function readWhole<P extends Paged<P>>(query: P): Promise<void> {
  for (let at = query; at.hasNextPage;) {
    at = await at.fetchNextPage({ cancelRefetch: false });
    if (at.isFetchNextPageError) throw at.error;
  }
}
