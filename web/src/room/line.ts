// The line to a room's server: livekit-client is known to this file, to stage, tile and ending, which are one chunk that is loaded when somebody may go in.
import { DefaultReconnectPolicy, Room, RoomEvent, VideoPresets, setLogLevel } from "livekit-client";
import { type Wants, troubleOf } from "./devices";
import { type Ending, endingOf, refusalOf } from "./ending";
import type { Place, WayIn } from "./scene";
import { type Stage, stage } from "./stage";

/** How often a lost line is mended by itself, spread by up to a second: after that the door is asked, which knows of a room that has ended or moved. */
const MEND_MS = [0, 500, 1_500, 3_000, 5_000];

export interface Visit {
  /** Whether the room was entered at all. */
  entered: boolean;
  ending: Ending;
}

/** Goes in, shows the room by `show`, and comes back when that is over. */
export async function visit(way: WayIn, place: Place, wants: Wants, show: (inside: Stage) => void): Promise<Visit> {
  setLogLevel("silent");
  const room = new Room({
    adaptiveStream: true,
    dynacast: true,
    reconnectPolicy: new DefaultReconnectPolicy(MEND_MS),
    videoCaptureDefaults: { resolution: VideoPresets.h540.resolution },
  });
  const gone = new Promise<Ending>((resolve) =>
    room.once(RoomEvent.Disconnected, (reason) => resolve(endingOf(reason))),
  );
  try {
    await room.connect(way.url, way.token);
  } catch (error) {
    return { entered: false, ending: refusalOf(error) };
  }
  const inside = stage(room, place, wants);
  show(inside);
  void turnOn(room, wants, inside);
  const ending = await gone;
  inside.close();
  return { entered: true, ending };
}

/** Both are asked for at once, so that the browser asks once; where that fails, each alone. */
async function turnOn(room: Room, wants: Wants, inside: Stage): Promise<void> {
  const me = room.localParticipant;
  if (wants.mic && wants.camera) {
    const both = await me.enableCameraAndMicrophone().then(
      () => true,
      () => false,
    );
    if (both) return inside.update();
  }
  if (wants.mic) await me.setMicrophoneEnabled(true).catch((error) => inside.trouble("mic", troubleOf(error)));
  if (wants.camera) await me.setCameraEnabled(true).catch((error) => inside.trouble("camera", troubleOf(error)));
  inside.update();
}
