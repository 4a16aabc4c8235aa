// A link for each of many classrooms, one after the other: what was made stays where the next is refused, and whoever asks again goes on from there.
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newKey } from "../../api/idempotency";
import type { CreatedLink, LinkRole, Validity } from "../../api/schema.gen";
import type { Classroom } from "../classrooms/queries";
import { endLinks, makeLink, revokeLink } from "./mutations";

export interface Made {
  room: Classroom;
  link: CreatedLink;
}

export function useMakeLinks(rooms: readonly Classroom[], { role, valid }: { role: LinkRole; valid: Validity }) {
  const [made, setMade] = useState<Made[]>([]);
  // An answer that was lost is asked for again by the same key: the paper has one link a classroom, and no second one works beside it.
  const keys = useRef(new Map<string, string>());
  // A link whose forerunners are still to end is not made again.
  const fresh = useRef(new Map<string, CreatedLink>());
  const keyOf = (wanted: string) => {
    const key = keys.current.get(wanted) ?? newKey();
    keys.current.set(wanted, key);
    return key;
  };
  const makeOnce = async (room: Classroom): Promise<CreatedLink> => {
    const wanted = `${room.id} ${role} ${valid}`;
    const there = fresh.current.get(wanted);
    if (there) return there;
    const link = await makeLink(room.id, { role, valid }, keyOf(wanted));
    if (link.address) {
      fresh.current.set(wanted, link);
      return link;
    }
    // The first answer was lost, and what leads into the room is shown in that one alone: another link takes its place.
    await revokeLink(room.id, link.id);
    keys.current.delete(wanted);
    return makeOnce(room);
  };
  const make = useMutation({
    mutationFn: async ({ endOld }: { endOld: boolean }) => {
      const done = new Set(made.map(({ room }) => room.id));
      for (const room of rooms.filter(({ id }) => !done.has(id))) {
        const link = await makeOnce(room);
        // The old ones end once there is a new one: no classroom is ever without.
        if (endOld) await endLinks(room.id, { role, but: link.id });
        setMade((before) => [...before, { room, link }]);
      }
    },
  });
  return { made, make };
}
