// The room while one is in it: who is here, what one has to know, and one's own microphone, camera and way out.
import { type Participant, type RemoteTrack, type Room, RoomEvent, Track } from "livekit-client";
import { language } from "../api/ambient";
import controls from "../ui/controls.module.css";
import { pick } from "../ui/texts";
import { type Device, type Trouble, type Wants, keepWants, troubleOf } from "./devices";
import { drawn, h } from "./dom";
import { roomMessages } from "./messages";
import { crowdOf } from "./people";
import css from "./room.module.css";
import type { Place } from "./scene";
import { type Tile, tile } from "./tile";

export interface Stage {
  /** For the board: which room, and how many are in it. */
  head: HTMLElement[];
  element: HTMLElement;
  /** Draws everything as it is now, in the language of the document. */
  update: () => void;
  trouble: (device: Device, what: Trouble) => void;
  close: () => void;
}

/** What may have changed a tile, the count or a button. */
const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.AudioPlaybackStatusChanged,
] as const;
const WEAK = [RoomEvent.Reconnecting, RoomEvent.SignalReconnecting] as const;

const KEYS = {
  mic: { refused: "micRefused", absent: "micAbsent", busy: "micBusy" },
  camera: { refused: "cameraRefused", absent: "cameraAbsent", busy: "cameraBusy" },
  both: { refused: "bothRefused", absent: "bothAbsent", busy: "bothBusy" },
} as const;

export function stage(room: Room, place: Place, wants: Wants): Stage {
  const tiles = new Map<string, Tile>();
  const troubles: Record<Device, Trouble | undefined> = { mic: undefined, camera: undefined };
  let weak = false;

  const where = h("h1", { class: css["where"] }, h("bdi", {}, place.name));
  const count = h("p", { class: css["count"], role: "status" });
  const news = h("div", { class: css["news"], role: "status" });
  const people = h("ul", { class: css["people"] });
  const alone = h("p", { class: css["alone"] });
  const sounds = h("div", { class: css["sounds"] });
  const mic = h("button", { type: "button", class: controls["btn"], on: { click: () => void toggle("mic") } });
  const camera = h("button", { type: "button", class: controls["btn"], on: { click: () => void toggle("camera") } });
  const leave = h("button", {
    type: "button",
    class: `${controls["btn"]} ${controls["warn"]}`,
    on: { click: () => void room.disconnect() },
  });
  const own = h("div", { class: css["controls"], role: "group" }, mic, camera, leave);
  const element = h("div", { class: css["stage"] }, news, people, alone, sounds, own);

  const isOn = (device: Device) =>
    device === "mic" ? room.localParticipant.isMicrophoneEnabled : room.localParticipant.isCameraEnabled;

  async function toggle(device: Device): Promise<void> {
    const on = !isOn(device);
    wants[device] = on;
    keepWants(wants);
    const me = room.localParticipant;
    try {
      await (device === "mic" ? me.setMicrophoneEnabled(on) : me.setCameraEnabled(on));
      troubles[device] = undefined;
    } catch (error) {
      troubles[device] = troubleOf(error);
    }
    update();
  }

  function update(): void {
    const say = pick(roomMessages, language());
    const all: Participant[] = [...room.remoteParticipants.values(), room.localParticipant];
    const here = new Set(all.map(({ identity }) => identity));
    for (const [identity, gone] of tiles) {
      if (here.has(identity)) continue;
      gone.close();
      tiles.delete(identity);
    }
    for (const person of all) {
      const known = tiles.get(person.identity) ?? placed(person);
      known.update({ you: say.you, micOff: say.micOff });
    }
    people.dataset["crowd"] = crowdOf(all.length);
    count.textContent = say.people(all.length, new Intl.NumberFormat(language()).format(all.length));
    alone.textContent = all.length === 1 ? say.alone : "";
    alone.hidden = all.length > 1;
    own.setAttribute("aria-label", say.controls);
    label(mic, isOn("mic") ? "i-mic" : "i-mic-off", isOn("mic") ? say.muteMic : say.unmuteMic);
    label(camera, isOn("camera") ? "i-camera" : "i-camera-off", isOn("camera") ? say.stopCamera : say.startCamera);
    label(leave, "i-leave", say.leave);
    tell(say);
  }

  /** Nobody who is shown is moved: a picture that is moved in the document stops. Oneself is last. */
  function placed(person: Participant): Tile {
    const made = tile(person);
    tiles.set(person.identity, made);
    const last = tiles.get(room.localParticipant.identity)?.element;
    people.insertBefore(made.element, person.isLocal ? null : (last ?? null));
    return made;
  }

  function tell(say: ReturnType<typeof pick<typeof roomMessages>>): void {
    const lines: HTMLElement[] = [];
    if (weak) lines.push(strip(say.reconnecting));
    if (!room.canPlaybackAudio) {
      const hear = h(
        "button",
        {
          type: "button",
          class: `${controls["btn"]} ${controls["main"]}`,
          on: { click: () => void room.startAudio() },
        },
        say.hear,
      );
      lines.push(strip(say.tapToHear, hear));
    }
    if (troubles.mic && troubles.mic === troubles.camera) lines.push(strip(say[KEYS.both[troubles.mic]]));
    else {
      if (troubles.mic) lines.push(strip(say[KEYS.mic[troubles.mic]]));
      if (troubles.camera) lines.push(strip(say[KEYS.camera[troubles.camera]]));
    }
    const told = lines.map((line) => line.textContent).join("\n");
    // What is read aloud is not said again with every change of something else.
    if (news.dataset["told"] === told) return;
    news.dataset["told"] = told;
    news.replaceChildren(...lines);
  }

  const hear = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) sounds.append(track.attach());
  };
  const unhear = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) for (const sound of track.detach()) sound.remove();
  };
  const line = (isWeak: boolean) => () => {
    weak = isWeak;
    update();
  };
  room.on(RoomEvent.TrackSubscribed, hear).on(RoomEvent.TrackUnsubscribed, unhear);
  for (const person of room.remoteParticipants.values())
    for (const { track } of person.trackPublications.values()) if (track) hear(track as RemoteTrack);
  for (const event of CHANGES) room.on(event, update);
  for (const event of WEAK) room.on(event, line(true));
  room.on(RoomEvent.Reconnected, line(false));
  update();

  return {
    head: [where, count],
    element,
    update,
    trouble: (device, what) => {
      troubles[device] = what;
      update();
    },
    close: () => {
      room.removeAllListeners();
      for (const one of tiles.values()) one.close();
    },
  };
}

function label(button: HTMLButtonElement, sign: string, text: string): void {
  if (button.dataset["said"] === text) return;
  button.dataset["said"] = text;
  button.replaceChildren(drawn(sign), h("span", {}, text));
}

function strip(text: string, act?: HTMLElement): HTMLElement {
  return h("div", { class: css["strip"] }, drawn("s-warming"), h("span", {}, text), act);
}
