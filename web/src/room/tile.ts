// Somebody in the room: their picture or the first letter of their name, the name, and whether they can be heard.
import { type Participant, Track } from "livekit-client";
import { drawn, h } from "./dom";
import { initialOf } from "./people";
import css from "./room.module.css";

export interface Tile {
  element: HTMLElement;
  update: (said: { you: string; micOff: string }) => void;
  close: () => void;
}

export function tile(person: Participant): Tile {
  const name = h("bdi");
  const you = h("span", { class: "quiet nowrap" });
  const silent = h("span", { class: css["silent"] });
  const initial = h("span", { class: css["initial"], "aria-hidden": "true" });
  const picture = h("div", { class: css["picture"] });
  const element = h(
    "li",
    { class: person.isLocal ? `${css["tile"]} ${css["own"]}` : css["tile"] },
    initial,
    picture,
    h("div", { class: css["who"] }, name, you, silent),
  );
  let shown: Track | undefined;

  const show = (track: Track | undefined) => {
    if (track === shown) return;
    for (const old of shown?.detach() ?? []) old.remove();
    shown = track;
    if (track) picture.replaceChildren(track.attach());
    else picture.replaceChildren();
  };

  return {
    element,
    update: (said) => {
      const called = person.name || person.identity;
      const mic = person.getTrackPublication(Track.Source.Microphone);
      const camera = person.getTrackPublication(Track.Source.Camera);
      name.textContent = called;
      initial.textContent = initialOf(called);
      you.textContent = person.isLocal ? `(${said.you})` : "";
      const heard = mic !== undefined && !mic.isMuted;
      silent.replaceChildren(...(heard ? [] : [drawn("i-mic-off"), h("span", { class: "vh" }, said.micOff)]));
      element.dataset["speaks"] = String(heard && person.isSpeaking);
      show(camera && !camera.isMuted ? camera.track : undefined);
    },
    close: () => {
      show(undefined);
      element.remove();
    },
  };
}
