import { describe, expect, it } from "vitest";
import { type Bell, chosenBell, countdown, missing, missingElsewhere } from "./next-bell";

const bell = (at: string, ...rooms: string[]): Bell => ({
  at,
  rooms: 10,
  ready: 10 - rooms.length,
  warming: 0,
  not_ready: rooms.length,
  worst: rooms.map((classroom_id) => ({ classroom_id, order_id: `ord_of_${classroom_id}` })),
});
const now = Date.parse("2026-09-01T00:50:00Z");

describe("the next bell", () => {
  it("is the first that has not rung, or the one that was asked for", () => {
    const bells = [bell("2026-09-01T00:00:00Z"), bell("2026-09-01T00:55:00Z"), bell("2026-09-01T02:00:00Z")];
    expect(chosenBell(bells, now)?.at).toBe("2026-09-01T00:55:00Z");
    expect(chosenBell(bells, now, "2026-09-01T02:00:00.000Z")?.at).toBe("2026-09-01T02:00:00Z");
    expect(chosenBell(bells.slice(0, 1), now)).toBeUndefined();
  });

  it("is counted down to in minutes, and in hours when it is far", () => {
    expect(countdown(now + 462_000, now)).toBe("7:42");
    expect(countdown(now + 3_607_000, now)).toBe("1:00:07");
    expect(countdown(now - 5_000, now)).toBe("0:00");
  });
});

describe("rooms that are missing", () => {
  const bells = [bell("2026-09-01T02:00:00Z", "cls_1", "cls_2"), bell("2026-09-01T00:55:00Z", "cls_2")];

  it("stand once, at their soonest bell", () => {
    expect(missing(bells).map(({ at, room }) => [at.slice(11, 16), room.classroom_id])).toEqual([
      ["00:55", "cls_2"],
      ["02:00", "cls_1"],
    ]);
  });

  it("leave only the orders of which no room is named", () => {
    const orders = [{ id: "ord_of_cls_1" }, { id: "ord_of_cls_9" }];
    expect(missingElsewhere(orders, missing(bells))).toEqual([{ id: "ord_of_cls_9" }]);
  });
});
