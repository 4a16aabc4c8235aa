import { DisconnectReason } from "livekit-client";
import { expect, test } from "vitest";
import { endingOf } from "./ending";

test("who left, was taken out, or came in elsewhere does not come in again by itself; a lost line does", () => {
  expect(endingOf(DisconnectReason.CLIENT_INITIATED)).toBe("left");
  expect(endingOf(DisconnectReason.DUPLICATE_IDENTITY)).toBe("elsewhere");
  expect(endingOf(DisconnectReason.PARTICIPANT_REMOVED)).toBe("removed");
  expect(endingOf(DisconnectReason.ROOM_DELETED)).toBe("over");
  expect(endingOf(DisconnectReason.JOIN_FAILURE)).toBe("full");
  for (const reason of [undefined, DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.SIGNAL_CLOSE])
    expect(endingOf(reason)).toBe("lost");
});
