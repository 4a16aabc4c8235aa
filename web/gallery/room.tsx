// The pages around a room, in all that can be met at its door. They are made without React: a node is drawn into a place.
import { view } from "../src/room/views";
import type { Scene } from "../src/room/scene";
import { broken, LONG, NOW, offline } from "./fixtures";
import type { Views } from "./main";

const NONE = () => undefined;
const place = { name: "7-1", school: "清河第二中学" };

const scene =
  (shown: Scene, at: typeof place | undefined = place, portal: string | undefined = undefined) =>
  () => (
    <div
      ref={(box) =>
        box?.replaceChildren(
          view(
            {
              scene: shown,
              place: at,
              portal,
              guest: portal === undefined,
              name: "",
              wants: { mic: true, camera: false },
              now: NOW,
            },
            { passcode: NONE, name: NONE, again: NONE, forget: NONE },
          ),
        )
      }
    />
  );
const soon = NOW + 7 * 60_000;
const later = NOW + 26 * 3_600_000;

export const roomViews: Views = {
  room: {
    checking: scene({ at: "checking" }, undefined),
    stranger: scene({ at: "stranger" }, undefined),
    "no-room": scene({ at: "no-room" }, undefined),
    "other-room": scene({ at: "other-room", name: LONG, href: "/enter/cls_1" }, undefined),
    "link-incomplete": scene({ at: "link-incomplete" }, undefined),
    "link-dead": scene({ at: "link-dead" }, undefined),
    passcode: scene({ at: "passcode", refused: undefined }, undefined),
    "passcode-wrong": scene({ at: "passcode", refused: "The passcode is wrong." }, undefined),
    name: scene({ at: "name" }),
    "name-long": scene({ at: "name" }, { name: LONG, school: LONG }),
    waiting: scene({ at: "waiting", opensAt: soon }),
    "waiting-long": scene({ at: "waiting", opensAt: later }),
    "waiting-soon": scene({ at: "waiting", opensAt: undefined }),
    closed: scene({ at: "closed", opensAt: undefined }, place, "/classrooms/cls_1"),
    "closed-next": scene({ at: "closed", opensAt: later }),
    over: scene({ at: "over", opensAt: later }),
    connecting: scene({ at: "connecting", again: true }),
    left: scene({ at: "left" }),
    forgotten: scene({ at: "forgotten" }),
    elsewhere: scene({ at: "elsewhere" }),
    removed: scene({ at: "removed" }),
    full: scene({ at: "full" }),
    unreachable: scene({ at: "unreachable" }, place, "/classrooms/cls_1"),
    broken: scene({ at: "failed", failure: broken }),
    offline: scene({ at: "failed", failure: offline }),
  },
};
