// What a query answers, or what stands in its place: bones while it is on its way, the API's sentence when it was refused.
// What was shown stays while the next answer is awaited, so that a field above a list keeps its focus.
import type { ReactNode } from "react";
import { Skeleton } from "./empty";
import { Failed } from "./strip";

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

export function Loaded<T>({
  query,
  rows = 6,
  children,
}: {
  query: Asked<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  return <Skeleton rows={rows} />;
}
