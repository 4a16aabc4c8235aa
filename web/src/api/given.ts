// Parameters of a request that were given: what is undefined or empty is left out, as the API asks.
type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined | ""> };

export function given<T extends Record<string, unknown>>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  ) as Given<T>;
}
