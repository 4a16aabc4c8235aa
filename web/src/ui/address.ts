// The state of a list lives in the address: what is searched, filtered, sorted, opened. Back, reload and a shared link show the same.
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import * as v from "valibot";

type Schema = v.GenericSchema<unknown, Record<string, string | undefined>>;

/** Parameters of an address are text; a schema gives each a default, and what it does not allow falls back to that.
 *  `useAddress(v.object({ q: text(), sort: choice(["name", "-name"], "name") }))` */
export function useAddress<S extends Schema>(
  schema: S,
): [state: v.InferOutput<S>, set: (patch: Partial<v.InferOutput<S>>, options?: { push?: boolean }) => void] {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const state = useMemo(() => v.parse(schema, Object.fromEntries(new URLSearchParams(search))), [schema, search]);
  const set = useCallback(
    (patch: Partial<v.InferOutput<S>>, options?: { push?: boolean }) => {
      const params = new URLSearchParams(router.state.location.searchStr);
      for (const [name, value] of Object.entries(patch)) {
        if (typeof value === "string" && value !== "") params.set(name, value);
        else params.delete(name);
      }
      const query = params.toString();
      const href =
        router.state.location.pathname +
        (query && `?${query}`) +
        (router.state.location.hash && `#${router.state.location.hash}`);
      void router.navigate({ href, replace: !options?.push, resetScroll: false });
    },
    [router],
  );
  return [state, set];
}

/** Free text; empty when absent. */
export const text = (fallback = "") => v.optional(v.fallback(v.string(), fallback), fallback);

/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(words: T, fallback: T[number]) =>
  v.optional(v.fallback(v.picklist(words), fallback as never), fallback as never);

/** `2026-09-07`, or nothing. */
export const day = () => v.optional(v.fallback(v.pipe(v.string(), v.isoDate()), ""), "");
