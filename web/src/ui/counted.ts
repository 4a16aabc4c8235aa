// How many a list has.
import { useFormat } from "./format";

interface Page {
  total?: number | null;
  total_is_minimum?: boolean | null;
}

/** As the first page says it; nothing before there is one. Lists stop counting somewhere: then there are at least so many. */
export function useCounted(
  first: Page | undefined,
  exactly: (count: number, text: string) => string,
  atLeast: (text: string) => string,
): string | undefined {
  const format = useFormat();
  const total = first?.total;
  if (total === undefined || total === null) return undefined;
  return first?.total_is_minimum ? atLeast(format.count(total)) : exactly(total, format.count(total));
}
