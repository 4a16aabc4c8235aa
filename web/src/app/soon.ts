// The pages that are gone to next, fetched while nothing else is done. A phone points at no link before it is pressed, and without a line a page whose code is not
// here cannot be had.
import { can, type Permission } from "../api/permissions";
import type { Me } from "../api/schema.gen";
import { paths } from "./paths";

/** A browser that does not say when it has time is given some. */
const WITHOUT_IDLE_MS = 1_000;
/** It is never so busy for longer. */
const IDLE_WITHIN_MS = 10_000;

type Page = readonly [path: string, needs: Permission];

const SCHOOL: readonly Page[] = [
  [paths.week(), "lessons:read"],
  [paths.day(), "lessons:read"],
  [paths.orders(), "orders:read"],
];
const OPS: readonly Page[] = [
  [paths.opsOrders(), "platform_orders:read"],
  [paths.opsCapacity(), "clusters:read"],
  [paths.opsClusters(), "clusters:read"],
];

/** Few, of those that the caller may read: the first tabs, and the board of the day. */
export function soonOf(me: Pick<Me, "permissions" | "tenant">): string[] {
  return (me.tenant ? SCHOOL : OPS).filter(([, needs]) => can(me, needs)).map(([path]) => path);
}

/** One after another. Whoever pays for what is sent is sent nothing that was not asked for. */
export async function fetchSoon(
  pages: readonly string[],
  fetchPage: (path: string) => Promise<unknown>,
): Promise<void> {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  for (const page of pages) {
    await idle();
    await fetchPage(page).catch(() => undefined);
  }
}

function idle(): Promise<unknown> {
  return new Promise((then) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(then, { timeout: IDLE_WITHIN_MS });
    else setTimeout(then, WITHOUT_IDLE_MS);
  });
}
