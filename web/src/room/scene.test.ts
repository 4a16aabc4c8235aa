import { expect, test } from "vitest";
import { addressed, atDoor, backoffMs, mayReach, refusedAtDoor, waitMs } from "./scene";
import type { CurrentLink } from "../api/schema.gen";

const NOW = Date.parse("2026-09-07T00:40:00Z");
const CHANCES = [0, 0.5, 1];

const link = (state: CurrentLink["state"], opens_at?: string): CurrentLink => ({
  classroom: { id: "clr_1", name: "7-1" },
  tenant_name: "清河",
  role: "pupil",
  state,
  expires_at: "2026-09-07T02:00:00Z",
  retry_after_ms: 2_500,
  ...(opens_at ? { opens_at } : {}),
});

test("an address is a link to redeem or a room", () => {
  expect(addressed("/enter")).toEqual({ page: "link" });
  expect(addressed("/enter/")).toEqual({ page: "link" });
  expect(addressed("/enter/clr_1")).toEqual({ page: "room", room: "clr_1" });
  expect(addressed("/enter/a%2Fb")).toEqual({ page: "room", room: "a/b" });
});

test("a guest waits as long as the service says, and only for what is to come", () => {
  expect(atDoor(link("open"), NOW)).toBeUndefined();
  expect(atDoor(link("waiting", "2026-09-07T00:50:00Z"), NOW)).toEqual({
    is: "waiting",
    opensAt: NOW + 600_000,
    waitMs: 2_500,
  });
  expect(atDoor(link("waiting", "2026-09-07T00:40:00Z"), NOW)).toMatchObject({ is: "waiting", opensAt: undefined });
  expect(atDoor(link("closed"), NOW)).toMatchObject({ is: "closed", opensAt: undefined });
});

test("a member who is refused waits where an opening is known, and stands before a closed door otherwise", () => {
  expect(refusedAtDoor("2026-09-07T00:41:00Z", NOW, 0)).toEqual({
    is: "waiting",
    opensAt: NOW + 60_000,
    waitMs: 60_000,
  });
  expect(refusedAtDoor(null, NOW, 0)).toMatchObject({ is: "closed" });
  expect(refusedAtDoor(undefined, NOW, 1)).toMatchObject({ is: "closed", waitMs: 120_000 });
});

test("nobody asks at the same moment as the others, and never before the bell", () => {
  for (const left of [1, 30_000, 119_000, 3_600_000, undefined, -5_000]) {
    const at = left === undefined ? undefined : NOW + left;
    const waits = CHANCES.map((chance) => waitMs(at, NOW, chance));
    expect(waits[0]).toBeLessThan(waits[2]!);
    if (left !== undefined && left > 0 && left < 120_000) expect(waits[0]).toBeGreaterThanOrEqual(left);
    expect(waits[0]).toBeGreaterThanOrEqual(2_000 * Number(left === undefined || left <= 0));
    expect(waits[2]).toBeLessThanOrEqual(123_000);
  }
});

test("failures are asked about ever less often, up to a minute", () => {
  expect([1, 2, 3, 10].map((failures) => backoffMs(failures, 1))).toEqual([2_000, 4_000, 8_000, 60_000]);
  for (const failures of [1, 4, 30]) expect(backoffMs(failures, 0)).toBe(backoffMs(failures, 1) / 2);
});

test("only the server that the document's policy names is reached", () => {
  expect(mayReach("ws://10.0.0.7:7880", "ws://10.0.0.7:7880/rtc")).toBe(true);
  expect(mayReach("wss://r-1.rooms.example.org", "wss://r-1.rooms.example.org:443")).toBe(true);
  expect(mayReach("wss://r-1.rooms.example.org", "ws://r-1.rooms.example.org")).toBe(false);
  expect(mayReach("ws://10.0.0.7:7880", "ws://10.0.0.8:7880")).toBe(false);
  expect(mayReach("", "ws://10.0.0.7:7880")).toBe(false);
  expect(mayReach("*", "ws://10.0.0.7:7880")).toBe(true);
});
