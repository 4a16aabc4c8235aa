// A bell in words, for who does not see it. Pure.
import type { Format } from "../../ui/format";
import type { Picked } from "../../ui/texts";
import { type Bell, countsOf } from "./bell";
import type { bellMessages } from "./messages";

type Words = Picked<typeof bellMessages>;
type Count = Pick<Format, "count">;

/** How many of its rooms are how far, the worst first. */
export function partsOf(bell: Bell, words: Words, format: Count): string[] {
  return countsOf(bell).map(([state, count]) => words[`n_${state}`](format.count(count)));
}

/** `08:55: 60 rooms, 1 not ready, 59 ready` */
export function saidOf(bell: Bell, words: Words, format: Count): string {
  return words.said(bell.time, words.tally([words.rooms(format.count(bell.rooms)), ...partsOf(bell, words, format)]));
}
