// What is looked for may be on any page of a list: the next one is asked for until it is found, or a page was refused.
import { useEffect } from "react";

interface Paged {
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** Whether more is on its way or about to be. */
export function useSeek(query: Paged, wanted: boolean): boolean {
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const seeking = wanted && hasNextPage && !isFetchNextPageError;
  const next = seeking && !isFetching;
  useEffect(() => {
    if (next) void fetchNextPage();
  }, [next, fetchNextPage]);
  return seeking;
}
