// The pages around a room: one a scene. Each is made anew when the scene or the language changes.
import { language } from "../api/ambient";
import controls from "../ui/controls.module.css";
import { clipped, pick } from "../ui/texts";
import type { Wants } from "./devices";
import { drawn, h } from "./dom";
import { roomMessages } from "./messages";
import css from "./room.module.css";
import type { Place, Scene } from "./scene";
import { minutesLeft, moment } from "./times";

const HOUR_MIN = 60;
const NAME_MAX = 60;
/** On a button, on a phone. */
const BUTTON_MAX = 24;

export interface Acts {
  passcode: (given: string) => void;
  name: (given: string, wants: Wants) => void;
  /** Comes in, or asks, again. */
  again: () => void;
  forget: () => void;
}

export interface Shown {
  scene: Scene;
  place: Place | undefined;
  /** Of a member: the room's page of the portal. */
  portal: string | undefined;
  /** A guest, who may be on a machine that others use too. */
  guest: boolean;
  /** What fields begin with. */
  name: string;
  wants: Wants;
  now: number;
}

type Words = ReturnType<typeof words>;
const words = () => pick(roomMessages, language());

/** The texts of a scene that only says something. */
interface Said {
  title: string;
  text?: string | undefined;
  more?: string;
  again?: string;
  /** Somebody is done here, for now at least. */
  done?: boolean;
  link?: { href: string; label: string };
}

export function view(shown: Shown, acts: Acts): HTMLElement {
  const { scene, place } = shown;
  const inner =
    scene.at === "passcode"
      ? passcodeForm(scene.refused, shown, acts)
      : scene.at === "name"
        ? nameForm(shown, acts)
        : told(saying(shown, words()), shown, acts);
  return h(
    "div",
    { class: css["door"] },
    place && h("p", { class: css["school"] }, h("bdi", {}, clipped(place.school, NAME_MAX))),
    place && h("h1", {}, h("bdi", {}, clipped(place.name, NAME_MAX))),
    ...inner,
  );
}

function told(said: Said, { place, portal, guest, scene }: Shown, acts: Acts): HTMLElement[] {
  const busy = scene.at === "checking" || scene.at === "connecting";
  const link = said.link ?? (portal && !busy ? { href: portal, label: words().toPortal } : undefined);
  return [
    h(
      "div",
      { class: css["say"] },
      busy ? h("p", {}, said.title) : place ? h("h2", {}, said.title) : h("h1", {}, said.title),
      said.text !== undefined && h("p", {}, said.text),
      said.more !== undefined && h("p", { class: "quiet" }, said.more),
    ),
    h(
      "div",
      { class: "acts" },
      said.again !== undefined && button(said.again, acts.again, true),
      said.done && guest && button(words().forget, acts.forget),
      link && h("a", { href: link.href, class: controls["btn"] }, link.label),
    ),
  ];
}

function saying(shown: Shown, say: Words): Said {
  const { scene } = shown;
  switch (scene.at) {
    case "checking":
      return { title: say.checking };
    case "stranger":
      return {
        title: say.strangerTitle,
        text: say.strangerText,
        link: { href: location.pathname.replace(/^\/enter/, "/classrooms"), label: say.signIn },
      };
    case "no-room":
      return { title: say.noRoomTitle, text: say.noRoomText };
    case "other-room":
      return {
        title: say.otherRoomTitle,
        link: { href: scene.href, label: say.toRoom(clipped(scene.name, BUTTON_MAX)) },
      };
    case "link-incomplete":
      return { title: say.incompleteTitle, text: say.incompleteText };
    case "link-dead":
      return { title: say.deadTitle, text: say.deadText };
    case "waiting":
      return { title: say.waitingTitle, text: opening(scene.opensAt, shown.now, say), more: say.stayHere };
    case "closed":
      return { title: say.closedTitle, text: next(scene.opensAt, shown.now, say) ?? say.closedText };
    case "over":
      return {
        title: say.overTitle,
        text: next(scene.opensAt, shown.now, say) ?? say.overText,
        again: say.comeBack,
        done: true,
      };
    case "connecting":
      return { title: scene.again ? say.connectingAgain : say.connecting };
    case "left":
      return { title: say.leftTitle, again: say.comeBack, done: true };
    case "forgotten":
      return { title: say.forgottenTitle, text: say.forgottenText };
    case "elsewhere":
      return { title: say.elsewhereTitle, text: say.elsewhereText, again: say.comeHere };
    case "removed":
      return { title: say.removedTitle, text: say.removedText };
    case "full":
      return { title: say.fullTitle, text: say.fullText, again: say.again };
    case "unreachable":
      return { title: say.unreachableTitle, text: say.unreachableText, again: say.again };
    case "failed":
      return failed(scene.failure, say);
    default:
      return { title: "" };
  }
}

function failed(failure: Extract<Scene, { at: "failed" }>["failure"], say: Words): Said {
  if (failure.kind === "offline") return { title: say.offlineTitle, text: say.offlineText, again: say.again };
  const id = failure.requestId;
  return {
    title: failure.problem?.title ?? say.failedTitle,
    text: failure.problem?.detail,
    again: say.again,
    ...(id ? { more: `${say.requestId}: ${id}` } : {}),
  };
}

function opening(opensAt: number | undefined, now: number, say: Words): string {
  if (opensAt === undefined) return say.waitingSoon;
  const [when, minutes] = [moment(language(), opensAt, now), minutesLeft(opensAt, now)];
  return minutes > HOUR_MIN ? say.waitingLong(when) : say.waitingAt(when, String(minutes));
}

function next(opensAt: number | undefined, now: number, say: Words): string | undefined {
  return opensAt === undefined ? undefined : say.opensNext(moment(language(), opensAt, now));
}

function button(label: string, act: () => void, main = false): HTMLButtonElement {
  const looks = [controls["btn"], main && controls["main"]].filter(Boolean).join(" ");
  return h("button", { type: "button", class: looks, on: { click: act } }, label);
}

function field(input: HTMLInputElement, label: string, hint?: string, error?: string): HTMLElement {
  const id = input.name;
  input.id = id;
  input.className = controls["input"] ?? "";
  const told = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ");
  if (told) input.setAttribute("aria-describedby", told);
  if (error) input.setAttribute("aria-invalid", "true");
  return h(
    "div",
    { class: [controls["field"], error && controls["bad"]].filter(Boolean).join(" ") },
    h("label", { for: id }, label),
    input,
    hint !== undefined && h("span", { class: controls["hint"], id: `${id}-h` }, hint),
    error !== undefined &&
      h("span", { class: controls["error"], id: `${id}-e` }, drawn("i-warn", css["sign"]), h("span", {}, error)),
  );
}

function form(lead: HTMLElement[], parts: HTMLElement[], go: string, submit: () => void) {
  return h(
    "form",
    {
      class: css["form"],
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          submit();
        },
      },
    },
    ...lead,
    ...parts,
    h("button", { type: "submit", class: `${controls["btn"]} ${controls["main"]}` }, go),
  );
}

function passcodeForm(refused: string | undefined, { place }: Shown, acts: Acts): HTMLElement[] {
  const say = words();
  const input = h("input", {
    name: "passcode",
    type: "password",
    autocomplete: "off",
    maxlength: "64",
    required: true,
  });
  const parts = [field(input, say.passcode, undefined, refused)];
  const lead = [h(place ? "h2" : "h1", {}, say.passcodeTitle), h("p", { class: "quiet" }, say.passcodeText)];
  return [form(lead, parts, say.goOn, () => acts.passcode(input.value))];
}

function nameForm({ name, wants }: Shown, acts: Acts): HTMLElement[] {
  const say = words();
  const input = h("input", { name: "name", type: "text", autocomplete: "name", maxlength: "128", required: true });
  input.value = name;
  const check = (label: string, on: boolean) => {
    const box = h("input", { type: "checkbox" });
    box.checked = on;
    return { box, line: h("label", { class: controls["check"] }, box, h("span", {}, label)) };
  };
  const [mic, camera] = [check(say.mic, wants.mic), check(say.camera, wants.camera)];
  const slot = h("div", {}, field(input, say.nameLabel, say.nameHint));
  const submit = () => {
    const given = input.value.trim();
    if (given) return acts.name(given, { mic: mic.box.checked, camera: camera.box.checked });
    slot.replaceChildren(field(input, say.nameLabel, say.nameHint, say.nameMissing));
    input.focus();
  };
  const devices = h("div", { class: css["devices"] }, mic.line, camera.line);
  return [form([], [slot, devices], say.goIn, submit)];
}
