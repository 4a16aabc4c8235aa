// How answers are kept: the key of a query names all that its answer depends on, and only what may pass by itself is asked again.
import { QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { actingFor, language } from "./ambient";
import { isFailure } from "./problem";

const STALE_MS = 30_000;
const TRIES_MAX = 2;
const UNAVAILABLE = 503;

/** `[feature, verb, institution, language, params]`: what is not in it must not change the answer. */
export function key(feature: string, verb: string, params: unknown = null) {
  return [feature, verb, actingFor() ?? null, language(), params] as const;
}

/** A change: it is sent, and once the service has taken it, what is shown of the feature (or of what one of its verbs reads) is asked anew. */
export function useChange<V, T>(
  of: string | readonly [feature: string, verb: string],
  send: (variables: V) => Promise<T>,
) {
  const queries = useQueryClient();
  const queryKey = typeof of === "string" ? [of] : of;
  return useMutation({ mutationFn: send, onSuccess: () => queries.invalidateQueries({ queryKey }) });
}

/** Where nobody answered, or nobody could. Whoever asks too much or too slowly is told so. */
function again(tries: number, error: unknown): boolean {
  return tries < TRIES_MAX && isFailure(error) && (error.kind === "offline" || error.status === UNAVAILABLE);
}

/** Up to twice as long, each another while: whoever was let down together does not come back together. */
function pause(tries: number, error: unknown): number {
  const asked = isFailure(error) ? error.retryAfterMs : undefined;
  const least = asked ?? 500 * 2 ** tries;
  return least * (1 + Math.random());
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        retry: again,
        retryDelay: pause,
        refetchOnWindowFocus: true,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
