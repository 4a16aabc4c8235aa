// A bell: the moment at which lessons begin, with how many rooms and how far they are. Pure: where it stands on the line and what it says first.
import type { State } from "../../ui/status";

export interface Bell {
  at: number;
  /** When its longest lesson ends; an operator's bells have none. */
  until: number | undefined;
  /** On the wall, "08:55". */
  time: string;
  rooms: number;
  counts: Partial<Record<State, number>>;
}

export type Place = "past" | "next" | "later";

const HOUR_MS = 3_600_000;
/** How long after it an operator's bell, which has no end, is still the one that matters. */
const LINGER_MS = 5 * 60_000;
/** What is said first. */
const WORST = [
  "missed",
  "warming",
  "live",
  "ready",
  "scheduled",
  "ended",
  "cancelled",
] as const satisfies readonly State[];
export type Counted = (typeof WORST)[number];
const HAVE_A_ROOM: readonly State[] = ["ready", "live"];

/** The bell that is next, or running; -1 after the last. */
export function nextBell(bells: readonly Bell[], now: number): number {
  return bells.findIndex((bell) => (bell.until ?? bell.at + LINGER_MS) > now);
}

/** From the hour before the first bell to the hour after the last. */
export function spanOf(bells: readonly Bell[]): { from: number; to: number } {
  const first = Math.min(...bells.map((bell) => bell.at));
  const last = Math.max(...bells.map((bell) => bell.until ?? bell.at));
  return { from: Math.floor(first / HOUR_MS - 0.5) * HOUR_MS, to: Math.ceil(last / HOUR_MS + 0.5) * HOUR_MS };
}

/** What is still coming up when its bell has rung is not ready, and nothing milder: the same is said of the day's lessons. */
export function asRung(bell: Bell, now: number): Bell {
  const { warming = 0, ...counts } = bell.counts;
  if (warming === 0 || bell.at > now) return bell;
  return { ...bell, counts: { ...counts, missed: (counts.missed ?? 0) + warming } };
}

/** How far along the span, 0 to 1. */
export function share(at: number, span: { from: number; to: number }): number {
  return (at - span.from) / (span.to - span.from);
}

export function readyShare(bell: Bell): number {
  const ready = HAVE_A_ROOM.reduce((sum, state) => sum + (bell.counts[state] ?? 0), 0);
  return bell.rooms > 0 ? ready / bell.rooms : 0;
}

/** Worst first; what is none is left out. */
export function countsOf(bell: Bell): (readonly [Counted, number])[] {
  return WORST.map((state) => [state, bell.counts[state] ?? 0] as const).filter(([, count]) => count > 0);
}

/** What stands on top of a bell: what is not ready, or still on its way where the bell is next. */
export function topOf(bell: Bell, place: Place): readonly [State, number] | undefined {
  const missed = bell.counts.missed ?? 0;
  if (missed > 0 && place !== "past") return ["missed", missed];
  const warming = bell.counts.warming ?? 0;
  return place === "next" && warming > 0 ? ["warming", warming] : undefined;
}

/** The bell nearest to a place on the line. */
export function nearest(bells: readonly Bell[], at: number): number {
  let best = 0;
  const off = (index: number) => {
    const bell = bells[index]!;
    const until = bell.until ?? bell.at;
    return at < bell.at ? bell.at - at : at > until ? at - until : 0;
  };
  for (let index = 1; index < bells.length; index += 1) if (off(index) < off(best)) best = index;
  return best;
}
