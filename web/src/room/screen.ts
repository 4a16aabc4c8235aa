// The document's screen: the board on top, under it a scene or the room. Waits for whoever is asked something.
import { language, onLanguage, setLanguage } from "../api/ambient";
import { pick } from "../ui/texts";
import { now } from "./ask";
import { type Wants, keepWants, readWants } from "./devices";
import { h } from "./dom";
import { roomMessages } from "./messages";
import css from "./room.module.css";
import type { Place, Scene } from "./scene";
import type { Stage } from "./stage";
import { type Acts, view } from "./views";

const MINUTE_MS = 60_000;

export interface Named {
  name: string;
  wants: Wants;
}

export class Screen {
  place: Place | undefined;
  /** Of a member: the room's page of the portal. */
  portal: string | undefined;
  /** Of a guest: takes the link out of this browser. */
  forget: (() => void) | undefined;
  private scene: Scene = { at: "checking" };
  private inside: Stage | undefined;
  private answer: { [K in keyof Acts]?: (...given: Parameters<Acts[K]>) => void } = {};
  private readonly head = h("div", { class: css["head"] });
  private readonly main = h("main", { class: css["main"] });
  private readonly aloud = h("p", { class: "vh", role: "status" });
  private readonly other = h("button", { type: "button", class: css["plain"] });
  private readonly root = document.getElementById("root")!;

  constructor() {
    this.other.addEventListener("click", () => setLanguage(language() === "en" ? "zh-CN" : "en"));
    const mark = h("span", { class: css["mark"] }, "Homeroom");
    const board = h("header", { class: css["board"] }, mark, this.head, this.other);
    this.root.replaceChildren(board, this.main, this.aloud);
    onLanguage(() => this.draw());
    // "In 5 min" gets old.
    setInterval(() => this.scene.at === "waiting" && !this.inside && this.draw(), MINUTE_MS);
    this.draw();
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.inside = undefined;
    this.draw();
  }

  enter(inside: Stage): void {
    this.inside = inside;
    this.draw();
  }

  /** Asks for a passcode; `refused` is why the last one was not taken. */
  passcode(refused: string | undefined): Promise<string> {
    return new Promise((resolve) => {
      this.answer = { passcode: resolve };
      this.show({ at: "passcode", refused });
    });
  }

  name(): Promise<Named> {
    return new Promise((resolve) => {
      this.answer = {
        name: (name, wants) => {
          keepWants(wants);
          resolve({ name, wants });
        },
      };
      this.show({ at: "name" });
    });
  }

  /** Until somebody asks for it again; at the latest after so long, or when there is a network again. */
  again(afterMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = afterMs === undefined ? undefined : setTimeout(() => done(), afterMs);
      const online = afterMs === undefined ? undefined : () => done();
      const done = () => {
        clearTimeout(timer);
        if (online) removeEventListener("online", online);
        resolve();
      };
      if (online) addEventListener("online", online);
      this.answer = { again: done };
    });
  }

  private draw(): void {
    const say = pick(roomMessages, language());
    this.other.textContent = say.otherLanguage;
    this.other.lang = language() === "en" ? "zh-CN" : "en";
    document.title = [this.place?.name ?? say.classroom, "Homeroom"].join(" · ");
    this.root.className = this.inside ? (css["room"] ?? "") : "";
    if (this.inside) {
      this.inside.update();
      this.aloud.textContent = "";
      // What plays is not taken out of the document only because the language changes.
      if (this.inside.element.isConnected) return;
      this.head.replaceChildren(...this.inside.head);
      this.main.replaceChildren(this.inside.element);
      return;
    }
    this.head.replaceChildren();
    const typed = this.main.querySelector("input")?.value ?? "";
    const acts: Acts = {
      passcode: (given) => this.answer.passcode?.(given),
      name: (given, wants) => this.answer.name?.(given, wants),
      again: () => this.answer.again?.(),
      forget: () => this.forget?.(),
    };
    const { scene, place, portal } = this;
    const guest = this.forget !== undefined;
    const drawn = view(
      { scene, place, portal, guest, name: scene.at === "name" ? typed : "", wants: readWants(), now: now() },
      acts,
    );
    this.main.replaceChildren(drawn);
    const field = this.main.querySelector<HTMLInputElement>("input:not([type=checkbox])");
    if (field) field.focus();
    const said = [...drawn.querySelectorAll(`.${css["say"] ?? ""} > *`)].map((part) => part.textContent);
    this.aloud.textContent = field ? "" : said.join(" ");
  }
}
