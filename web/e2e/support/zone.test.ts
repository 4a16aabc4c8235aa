import { expect, test } from "vitest";
import { zoneByDay } from "./zone";

const HALF_HOUR_MS = 1_800_000;

test.each(["2027-01-31", "2028-02-29", "2027-07-31"])(
  "on %s there is at every hour a place where seven are left",
  (date) => {
    const left = (at: number) => {
      const time = new Intl.DateTimeFormat("en-GB", { timeZone: zoneByDay(at), timeStyle: "short" }).format(at);
      return 24 - Number(time.slice(0, 2));
    };
    const moments = Array.from({ length: 48 }, (_, step) => Date.parse(`${date}T00:00:00Z`) + step * HALF_HOUR_MS);
    expect(Math.min(...moments.map(left))).toBeGreaterThanOrEqual(7);
  },
);
