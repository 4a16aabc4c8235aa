// What a move would come to, asked while a lesson hangs over a cell: the last cell wins, one question is under way at most, and no cell is asked about twice
// while the same lesson is carried. What is asked is worked out only then, so that the carrying itself never waits for it.
import { isFailure } from "../../../api/problem";
import type { Quote } from "../../../api/schema.gen";
import { AGAIN_MS, ask } from "./useQuote";

const AFTER_MS = 250;

interface Wanted {
  cell: string;
  /** Nothing where there is nothing to ask. */
  question: () => string | undefined;
}

export interface MovePrices {
  /** Over a cell, or over none. */
  over: (wanted: Wanted | undefined) => void;
  /** The lesson was put down: nothing is asked any more, and what was answered is forgotten. */
  end: () => void;
}

export function movePrices(tell: (cell: string, quote: Quote) => void): MovePrices {
  const known = new Map<string, Quote | undefined>();
  let wanted: Wanted | undefined;
  let underWay: AbortController | undefined;
  let timer = 0;
  let notBefore = 0;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void go(), Math.max(AFTER_MS, notBefore - Date.now()));
  };
  const go = async (): Promise<void> => {
    if (underWay || !wanted || known.has(wanted.cell)) return;
    const { cell } = wanted;
    const question = wanted.question();
    known.set(cell, undefined);
    if (question === undefined) return;
    const mine = new AbortController();
    underWay = mine;
    try {
      const quote = await ask(question, mine.signal);
      if (mine.signal.aborted) return;
      known.set(cell, quote);
      tell(cell, quote);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (isFailure(error) && error.kind === "busy") {
        known.delete(cell);
        notBefore = Date.now() + (error.retryAfterMs ?? AGAIN_MS);
      }
    }
    underWay = undefined;
    soon();
  };
  return {
    over: (next) => {
      if (next?.cell === wanted?.cell) return;
      wanted = next;
      window.clearTimeout(timer);
      if (!next) return;
      const quote = known.get(next.cell);
      if (quote) tell(next.cell, quote);
      else soon();
    },
    end: () => {
      window.clearTimeout(timer);
      underWay?.abort();
      [wanted, underWay] = [undefined, undefined];
      known.clear();
    },
  };
}
