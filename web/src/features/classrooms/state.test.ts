import { describe, expect, it } from "vitest";
import { isEnterable, roomState } from "./state";

const room = (status: object, over: object = {}) => ({
  status: { wanted: true, available: true, reason: null, update_pending: false, ...status },
  ...over,
});

describe("the shape of a classroom", () => {
  it("is that of what it was last seen to do", () => {
    expect(roomState(room({}))).toBe("ready");
    expect(roomState(room({}, { live_lesson: {} }))).toBe("live");
    expect(roomState(room({ wanted: false, available: false, reason: "RoomClosed" }))).toBe("scheduled");
    expect(roomState(room({ available: false, reason: "RoomsStarting" }))).toBe("warming");
    expect(roomState(room({ available: false, reason: "NodeLost" }))).toBe("missed");
    expect(roomState(room({ available: null }))).toBe("unknown");
    expect(roomState(room({}, { removed_at: "2026-11-24T00:00:00Z" }))).toBe("ended");
  });

  it("can be entered while it is up, and never once it is removed", () => {
    expect(isEnterable(room({}))).toBe(true);
    expect(isEnterable(room({ available: false }))).toBe(false);
    expect(isEnterable(room({}, { removed_at: "2026-11-24T00:00:00Z" }))).toBe(false);
  });
});
