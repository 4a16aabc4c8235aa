// What the bell line of operators asks. Without what asks, so that whoever asks before the app is there says the same.
import { windowOf } from "../../api/days";

const FROM_HOUR_MS = 6 * 3_600_000;
const TO_HOUR_MS = 22 * 3_600_000;

/** Operators see the same hours every day, from a midnight on. */
export function operatorHours(midnight: number): { from: number; to: number } {
  return { from: midnight + FROM_HOUR_MS, to: midnight + TO_HOUR_MS };
}

export function operatorSpan(date: string, zone: string): { from: number; to: number } {
  return operatorHours(Date.parse(windowOf(date, zone).from));
}

/** A span as the API's lists take it. */
export function spanOf({ from, to }: { from: number; to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
