// Where a lesson is dropped, its sheet asks whether it is to be moved there.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { now } from "../../../api/clock";
import { useCan } from "../../../api/permissions";
import { useGo } from "../../../ui/link";
import { useDenied } from "../../me/may-not";
import { useLessonHref } from "../address";
import type { Carry } from "./carry";
import { lessonsIn } from "../queries";
import type { Lesson } from "../types";
import { verbsOf } from "./change";

/** For who may amend orders, and to say who may to who tries; on a teacher's week with what the class of a lesson has besides, once that is taken up. */
export function useCarryTo(week?: { from: string; to: string }): Carry | undefined {
  const href = useLessonHref();
  const go = useGo();
  const amends = useCan("orders:amend");
  const [lifted, setLifted] = useState<Lesson>();
  const asked = lessonsIn({
    from: "",
    to: "",
    ...week,
    ...(lifted && { room: lifted.room, order_id: lifted.order_id }),
  });
  const ofClasses = useQuery({ ...asked, enabled: week !== undefined && lifted !== undefined }).data;
  const because = useDenied("orders:amend");
  if (!amends && !because) return undefined;
  return {
    because,
    ...(week ? { onLift: setLifted, ofClasses: ofClasses ?? [] } : {}),
    may: (lesson) => verbsOf(lesson, now()).includes("move"),
    onDrop: (lesson, { date, start }) => void go(href(lesson.id, `${date}T${start}`)),
  };
}
