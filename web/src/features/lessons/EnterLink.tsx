// The way into a room. The room's page is a document of its own.
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import { useZone } from "../../api/zone";
import { DocumentLink } from "../../ui/link";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
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
  return <EnterRoom classroom={lesson.classroom_id} room={lesson.room} look={main ? "main" : undefined} />;
}

interface EnterRoomProps {
  classroom: string;
  room: string;
  look?: "main" | "small" | undefined;
}

export function EnterRoom({ classroom, room, look }: EnterRoomProps) {
  const words = useMessages(lessonMessages);
  return (
    <DocumentLink href={paths.enter(classroom)} look={look} label={words.enterRoom(room)}>
      {words.enter}
    </DocumentLink>
  );
}
