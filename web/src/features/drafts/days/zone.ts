// Wall times of a zone and moments, for the one field that holds a moment.

/** How many milliseconds a zone's wall clock is ahead of UTC at a moment. */
function aheadOf(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** `2026-09-07T09:00` in a zone as a moment. A time that does not exist is taken as the one an hour later. */
export function momentOf(wall: string, zone: string): string {
  const as = Date.parse(`${wall.slice(0, 16)}:00Z`);
  const guess = as - aheadOf(zone, as);
  return new Date(as - aheadOf(zone, guess)).toISOString();
}

/** A moment as `2026-09-07T09:00` in a zone. */
export function wallOf(at: string, zone: string): string {
  const moment = Date.parse(at);
  return new Date(moment + aheadOf(zone, moment)).toISOString().slice(0, 16);
}
