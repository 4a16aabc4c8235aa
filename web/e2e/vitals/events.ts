// What a browser measures of what is done in a page: from each key and press to the paint after it.
import type { Page } from "@playwright/test";

interface Noted {
  /** The longest event of each interaction, milliseconds; those below 16 are not told. */
  by: Map<number, number>;
  /** Interactions before these. */
  before: number;
}

type Watched = Window & { noted: Noted };
/** INP leaves out one of the longest for every so many. */
const FORGIVES_ONE_IN = 50;

export async function noteEvents(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted: Noted = { by: new Map(), before: 0 };
    (window as unknown as Watched).noted = noted;
    const take = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries()) {
        const { interactionId = 0 } = entry as PerformanceEntry & { interactionId?: number };
        noted.by.set(interactionId, Math.max(noted.by.get(interactionId) ?? 0, entry.duration));
      }
    };
    new PerformanceObserver(take).observe({ type: "event", durationThreshold: 16, buffered: true } as never);
  });
}

/** What was noted since it was asked last, longest first, and of how many interactions. */
function noted(page: Page): Promise<{ taken: number[]; all: number }> {
  return page.evaluate(
    () =>
      new Promise<{ taken: number[]; all: number }>((done) =>
        requestAnimationFrame(() =>
          setTimeout(() => {
            const { noted } = window as unknown as Watched;
            const { interactionCount = 0 } = performance as Performance & { interactionCount?: number };
            const taken = [...noted.by.values()].sort((a, b) => b - a);
            const all = interactionCount - noted.before;
            noted.by.clear();
            noted.before = interactionCount;
            done({ taken, all });
          }, 0),
        ),
      ),
  );
}

/** The longest from something that was done to the paint after it, since it was asked last. */
export async function longest(page: Page): Promise<number> {
  return (await noted(page)).taken[0] ?? 0;
}

/** Interaction to next paint, since it was asked last: the longest, but for one in fifty. */
export async function inp(page: Page): Promise<number> {
  const { taken, all } = await noted(page);
  return taken[Math.floor(all / FORGIVES_ONE_IN)] ?? 0;
}
