// What is asked of many things one by one, a few at once, so that a school does not stand in its own way: there is no call for all of them.
import { isFailure } from "./problem";

const AT_ONCE = 4;
const AGAIN_MS = 2_000;
const TRIES_MAX = 10;

/** The answers, in the order of the items; `told` how many there are so far. The first that is refused ends it. */
export async function inTurns<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<R>,
  told: (done: number) => void = () => undefined,
): Promise<R[]> {
  const answers = new Map<number, R>();
  let next = 0;
  let over = false;
  const go = async (): Promise<void> => {
    while (!over && next < items.length) {
      const at = next++;
      try {
        answers.set(at, await ask(items[at]!));
      } catch (error) {
        over = true;
        throw error;
      }
      told(answers.size);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, go));
  return items.map((_, at) => answers.get(at)!);
}

/** Whoever asks too much in a minute is told when to go on, and goes on then. Only of what may be asked twice. */
export async function patiently<R>(ask: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isFailure(error) || error.kind !== "busy" || tries >= TRIES_MAX) throw error;
      await new Promise((then) => setTimeout(then, error.retryAfterMs ?? AGAIN_MS));
    }
  }
}
