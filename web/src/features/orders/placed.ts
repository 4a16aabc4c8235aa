// The order that was placed just now, on this page: its own page says so, once.
let last: string | undefined;

export function placed(order: string): void {
  last = order;
}

export function isPlacedNow(order: string): boolean {
  return last === order;
}

/** Whoever leaves the page has read it. */
export function forgetPlaced(order: string): void {
  if (last === order) last = undefined;
}
