import { ConnectionError, DisconnectReason } from "livekit-client";
import { expect, test } from "vitest";
import { endingOf, refusalOf } from "./ending";

test("who left, was taken out, or came in elsewhere does not come in again by itself; a lost line does", () => {
  expect(endingOf(DisconnectReason.CLIENT_INITIATED)).toBe("left");
  expect(endingOf(DisconnectReason.DUPLICATE_IDENTITY)).toBe("elsewhere");
  expect(endingOf(DisconnectReason.PARTICIPANT_REMOVED)).toBe("removed");
  expect(endingOf(DisconnectReason.ROOM_DELETED)).toBe("over");
  expect(endingOf(DisconnectReason.JOIN_FAILURE)).toBe("full");
  for (const reason of [undefined, DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.SIGNAL_CLOSE])
    expect(endingOf(reason)).toBe("lost");
});

test("a server that takes the token and refuses the socket is full, one that does not answer is not", () => {
  expect(refusalOf(ConnectionError.websocket("closed"))).toBe("full");
  expect(refusalOf(ConnectionError.leaveRequest("goodbye", DisconnectReason.JOIN_FAILURE))).toBe("full");
  expect(refusalOf(ConnectionError.serverUnreachable("no answer"))).toBe("lost");
  expect(refusalOf(ConnectionError.notAllowed("old token", 401))).toBe("lost");
  expect(refusalOf(new Error("anything"))).toBe("lost");
});
