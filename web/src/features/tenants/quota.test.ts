import { describe, expect, it } from "vitest";
import { below, changed, typedQuota } from "./quota";

const at = "2026-09-07T01:00:00Z";
const use = {
  rooms: { limit: 100, now: 12, highest: { used: 60, at } },
  seats: { limit: 5000, now: 600, highest: { used: 3000, at } },
  live_orders: { limit: 5, now: 2 },
  rooms_per_order: { limit: 60 },
};
const quota = { rooms: 100, seats: 5000, live_orders: 5, rooms_per_order: 60 };

describe("a quota", () => {
  it("warns of each limit below what is booked, now or at the peak", () => {
    expect(below(use, { ...quota, rooms: 59, live_orders: 1 })).toEqual([
      { limit: "rooms", booked: 60 },
      { limit: "live_orders", booked: 2 },
    ]);
    expect(below(use, { ...quota, rooms: 60 })).toEqual([]);
  });

  it("sends what is no number as one that is refused by its field", () => {
    const typed = typedQuota({ rooms: " 90 ", seats: "many", live_orders: "", rooms_per_order: "1.5" });
    expect(typed).toEqual({ rooms: 90, seats: -1, live_orders: -1, rooms_per_order: -1 });
  });

  it("shows only the limits that changed", () => {
    expect(changed(quota, { ...quota, seats: 6000 })).toEqual([{ limit: "seats", from: 5000, to: 6000 }]);
  });
});
