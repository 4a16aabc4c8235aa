import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { readWhole } from "./whole";

const PAGES = 5;

/** A list of five pages, of which some are refused once. */
async function listOf(refused: readonly number[] = []) {
  const left = new Set(refused);
  const asked = vi.fn(async (page: number) => {
    await Promise.resolve();
    if (left.delete(page)) throw new Error(`page ${page} is refused`);
    return page;
  });
  const observer = new InfiniteQueryObserver(new QueryClient(), {
    queryKey: ["rows"],
    queryFn: ({ pageParam }) => asked(pageParam),
    initialPageParam: 0,
    getNextPageParam: (page: number) => (page + 1 < PAGES ? page + 1 : undefined),
    retry: false,
  });
  observer.subscribe(() => undefined);
  await vi.waitUntil(() => observer.getCurrentResult().isSuccess);
  return { observer, asked, pages: () => observer.getCurrentResult().data?.pages };
}

test("all pages are read, each once", async () => {
  const { observer, asked, pages } = await listOf();
  await readWhole(observer.getCurrentResult());
  expect(pages()).toEqual([0, 1, 2, 3, 4]);
  expect(asked).toHaveBeenCalledTimes(PAGES);
});

test("a page that somebody else asked for is waited for", async () => {
  const { observer, asked, pages } = await listOf();
  void observer.fetchNextPage();
  await readWhole(observer.getCurrentResult());
  expect(pages()).toEqual([0, 1, 2, 3, 4]);
  expect(asked).toHaveBeenCalledTimes(PAGES);
});

test("a page that is refused ends it, and the next time it goes on from there", async () => {
  const { observer, pages } = await listOf([3]);
  await expect(readWhole(observer.getCurrentResult())).rejects.toThrow("page 3 is refused");
  expect(pages()).toEqual([0, 1, 2]);
  await readWhole(observer.getCurrentResult());
  expect(pages()).toEqual([0, 1, 2, 3, 4]);
});
