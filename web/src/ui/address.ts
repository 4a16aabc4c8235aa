// The state of a list lives in the address: what is searched, filtered, sorted, opened. Back, reload and a shared link show the same.
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { isDay } from "../api/days";

/** One parameter: what stands in the address, or what it falls back to where that is nothing it allows. */
type Parameter<T extends string> = (given: string | undefined) => T;
type Schema = Record<string, Parameter<string>>;
export type AddressOf<S extends Schema> = { [K in keyof S]: ReturnType<S[K]> };

/** Parameters of an address are text; a schema gives each a default, and what it does not allow falls back to that.
 *  `useAddress({ q: text(), sort: choice(["name", "-name"], "name") })`; the schema is made once, outside of the component. */
export function useAddress<S extends Schema>(
  schema: S,
): [state: AddressOf<S>, set: (patch: Partial<AddressOf<S>>, options?: { push?: boolean }) => void] {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const state = useMemo(() => readAddress(schema, search), [schema, search]);
  const set = useCallback(
    (patch: Partial<AddressOf<S>>, options?: { push?: boolean }) => {
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

export function readAddress<S extends Schema>(schema: S, search: string): AddressOf<S> {
  const params = new URLSearchParams(search);
  const read = Object.entries(schema).map(([name, parameter]) => [name, parameter(params.get(name) ?? undefined)]);
  return Object.fromEntries(read) as AddressOf<S>;
}

/** Free text; empty when absent. */
export const text =
  (fallback = ""): Parameter<string> =>
  (given) =>
    given ?? fallback;

/** One of a few words. */
export const choice =
  <const T extends readonly [string, ...string[]]>(words: T, fallback: T[number]): Parameter<T[number]> =>
  (given) =>
    given !== undefined && words.includes(given) ? given : fallback;

/** `2026-09-07`, or nothing. */
export const day = (): Parameter<string> => (given) => (isDay(given ?? "") ? given! : "");
