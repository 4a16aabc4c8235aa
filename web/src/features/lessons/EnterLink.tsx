// The way into a room. The room's page is a document of its own, so this is a plain link and no change of page.
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { buttonClass } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { withActing } from "../../ui/link";
import { useZone } from "../../api/zone";
import { isOpen } from "./day";
import { lessonMessages } from "./messages";
import type { Lesson } from "./types";

/** `Enter` while the room is open for the lesson, otherwise when it opens. */
export function EnterLink({ lesson, main }: { lesson: Lesson; main?: boolean }) {
  const words = useMessages(lessonMessages);
  const format = useFormat();
  const zone = useZone();
  const may = useCan("classrooms:join");
  if (lesson.state === "ended" || lesson.state === "cancelled" || !may) return null;
  if (!isOpen(lesson)) return <span className="quiet nowrap">{words.opens(format.time(lesson.ready_by, zone))}</span>;
  return <EnterRoom classroom={lesson.classroom_id} room={lesson.room} {...(main ? { main } : {})} />;
}

export function EnterRoom({
  classroom,
  room,
  main,
  small,
}: {
  classroom: string;
  room: string;
  main?: boolean;
  small?: boolean;
}) {
  const words = useMessages(lessonMessages);
  return (
    <a
      className={buttonClass(main ? "main" : small ? "small" : undefined)}
      href={withActing(paths.enter(classroom))}
      aria-label={words.enterRoom(room)}
    >
      {words.enter}
    </a>
  );
}
