// As whom somebody comes to a room: a member by a session, a guest by a link. Either knocks and is told how the door stands.
import { actingFor } from "../api/ambient";
import { Failure } from "../api/problem";
import { paths } from "../app/paths";
import { classroom, currentLink, enterByLink, join, now, removeLink, whoAmI } from "./ask";
import type { CurrentLink, Me } from "../api/schema.gen";
import { type Door, type Place, type Scene, atDoor, refusedAtDoor } from "./scene";

const BY_LINK = "hr_room_by_link";
const NAME = "hr_room_name";

export interface Pass {
  place: Place;
  portal: string | undefined;
  /** What the others see; `undefined`: it is to be asked. */
  name: string | undefined;
  /** Of a guest, on a machine that others use too: the link is kept in this browser no more. */
  forget: (() => Promise<void>) | undefined;
  /** How the door stands, or a scene that is the end of it. */
  knock: (name: string) => Promise<Door | Scene>;
}

/** In this tab a link to that room was opened: it comes before a session that this browser may have, too. */
export function cameByLink(room: string): void {
  sessionStorage.setItem(BY_LINK, room);
  sessionStorage.removeItem(NAME);
}

export function keepName(name: string): void {
  sessionStorage.setItem(NAME, name);
}

/** Who comes to this room: a pass for it, or why there is none. */
export async function passFor(room: string): Promise<Pass | Scene> {
  const byLink = sessionStorage.getItem(BY_LINK) === room;
  if (byLink) {
    const link = await currentLink();
    if (link?.classroom.id === room) return guest(link, room);
  }
  const me = await whoAmI();
  const pass = me && (await member(me, room));
  if (pass) return pass;
  const link = await currentLink();
  if (link?.classroom.id === room) return guest(link, room);
  if (byLink) return { at: "link-dead" };
  if (me) return { at: "no-room" };
  if (!link) return { at: "stranger" };
  return { at: "other-room", name: link.classroom.name, href: paths.enter(link.classroom.id) };
}

async function member(me: Me, room: string): Promise<Pass | undefined> {
  if (!me.permissions.includes("classrooms:join") || !me.tenant) return undefined;
  const found = await classroom(room).catch((error: unknown) => {
    if (error instanceof Failure && (error.kind === "not-found" || error.kind === "forbidden")) return undefined;
    throw error;
  });
  if (!found) return undefined;
  const as = actingFor();
  // Of all that a person is, the role here: the others in the room can read it.
  const identity = me.memberships.find(({ place }) => place === me.place)?.id ?? me.id;
  return {
    place: { name: found.name ?? found.key, school: me.tenant.name },
    portal: paths.classroom(room) + (as ? `?as=${encodeURIComponent(as)}` : ""),
    name: calledAs(me),
    forget: undefined,
    knock: (name) => letIn(() => join(room, name, identity)),
  };
}

/** As the portal calls somebody who has not said it. */
export function calledAs(me: Pick<Me, "user_name" | "email" | "id">): string {
  return me.user_name ?? me.email?.split("@")[0] ?? me.id;
}

function guest(link: CurrentLink, room: string): Pass {
  return {
    place: { name: link.classroom.name, school: link.tenant_name },
    portal: undefined,
    name: sessionStorage.getItem(NAME) ?? undefined,
    forget: async () => {
      await removeLink();
      sessionStorage.removeItem(BY_LINK);
      sessionStorage.removeItem(NAME);
    },
    knock: async (name) => {
      const current = await currentLink();
      if (current?.classroom.id !== room) return { at: "link-dead" };
      return atDoor(current, now()) ?? letIn(() => enterByLink(name));
    },
  };
}

async function letIn(ask: () => Promise<{ url: string; token: string }>): Promise<Door> {
  try {
    return { is: "open", way: await ask() };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "room_closed") throw error;
    return refusedAtDoor(error.problem?.params?.["opens_at"], now(), Math.random());
  }
}
