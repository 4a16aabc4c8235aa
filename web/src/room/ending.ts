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

/**
 * Of a connection that did not come about. A server without a place refuses the socket with an error that browsers keep to themselves, though it takes
 * the token: the client has asked it that by then, and says so with `WebSocket` in the place of `ServerUnreachable`.
 */
export function refusalOf(error: unknown): Ending {
  if (!(error instanceof ConnectionError)) return "lost";
  if (error.reason === ConnectionErrorReason.WebSocket) return "full";
  return error.reason === ConnectionErrorReason.LeaveRequest ? endingOf(error.context as DisconnectReason) : "lost";
}
