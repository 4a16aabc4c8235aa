// Where a lesson is dropped, its sheet asks whether it is to be moved there.
import { now } from "../../../api/clock";
import { useCan } from "../../../api/permissions";
import { useGo } from "../../../ui/link";
import { useLessonHref } from "../address";
import type { Carry } from "./carry";
import { verbsOf } from "./change";

/** For who may amend orders. */
export function useCarryTo(): Carry | undefined {
  const href = useLessonHref();
  const go = useGo();
  const amends = useCan("orders:amend");
  if (!amends) return undefined;
  return {
    may: (lesson) => verbsOf(lesson, now()).includes("move"),
    onDrop: (lesson, { date, start }) => void go(href(lesson.id, `${date}T${start}`)),
  };
}
