// Why a room that one was in, or was about to be in, is no more. `lost` is asked for again, the others are ends.
import { ConnectionError, ConnectionErrorReason, DisconnectReason } from "livekit-client";

export type Ending = "left" | "elsewhere" | "removed" | "over" | "full" | "lost";

export function endingOf(reason: DisconnectReason | undefined): Ending {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return "left";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "elsewhere";
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "removed";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "over";
    case DisconnectReason.JOIN_FAILURE:
      return "full";
    default:
      return "lost";
  }
}

/** Of a connection that did not come about: the server says goodbye at once to those for whom it has no place. */
export function refusalOf(error: unknown): Ending {
  const goodbye = error instanceof ConnectionError && error.reason === ConnectionErrorReason.LeaveRequest;
  return goodbye ? endingOf(error.context as DisconnectReason) : "lost";
}
