// What stands on the sheet of a lesson.
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { useCan } from "../../api/permissions";
import { useZone } from "../../api/zone";

import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts } from "../../ui/page";
import { Sheet } from "../../ui/sheet";
import { Status } from "../../ui/status";
import { clockOf, dateOf, isOpen, shownState } from "./day";
import { EnterLink } from "./EnterLink";
import { weekdayOf } from "../drafts/days/term";
import { sheetMessages } from "./sheet.messages";
import { lesson as lessonQuery } from "./queries";
import type { Lesson } from "./types";

const MINUTE_MS = 60_000;

export function OpenLesson({ id, onClose }: { id: string; onClose: () => void }) {
  const words = useMessages(sheetMessages);
  const amends = useCan("orders:amend");
  const query = useQuery(lessonQuery(id));
  const found = query.data;
  return (
    <Sheet
      title={found ? <LessonTitle lesson={found} /> : words.lessonTitle}
      onClose={onClose}
      acts={
        found && (
          <>
            <ButtonLink href={paths.order(found.order_id)}>{words.toOrder}</ButtonLink>
            {amends && isAhead(found) && <ButtonLink href={amending(found)}>{words.change}</ButtonLink>}
            {isOpen(found) && <EnterLink lesson={found} main />}
          </>
        )
      }
    >
      <Loaded query={query} rows={4}>
        {(lesson) => <LessonFacts lesson={lesson} />}
      </Loaded>
    </Sheet>
  );
}

/** What is over or cancelled is no reason to change a timetable. */
const isAhead = ({ state }: Lesson) => !["ended", "cancelled", "missed"].includes(state);

/** The editor of the lesson's order, at its cell of the week. */
function amending({ order_id, room, on, starts_at_local }: Lesson): string {
  return paths.amendOrder(order_id, { room, cell: `${weekdayOf(on)}-${clockOf(starts_at_local)}` });
}

function LessonTitle({ lesson }: { lesson: Lesson }) {
  const words = useMessages(sheetMessages);
  return (
    <>
      <Name max={30}>{lesson.room}</Name> <Name max={40}>{lesson.title ?? words.untitled}</Name>
    </>
  );
}

function LessonFacts({ lesson }: { lesson: Lesson }) {
  const words = useMessages(sheetMessages);
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const zone = useZone();
  const day = dateOf(lesson.starts_at_local);
  return (
    <>
      <p>
        <Status state={shownState(lesson, now)} />
      </p>
      <Facts
        facts={[
          [
            words.time,
            <span key="time">
              {format.date(day, "long")}{" "}
              <span className="nowrap">
                {clockOf(lesson.starts_at_local)} – {clockOf(lesson.ends_at_local)}
              </span>{" "}
              <span className="quiet">{`UTC${lesson.starts_at_local.slice(19) === "Z" ? "" : lesson.starts_at_local.slice(19)}`}</span>
            </span>,
          ],
          lesson.on !== day && [words.movedFrom, format.date(lesson.on, "long")],
          [
            words.room,
            <Go key="room" href={paths.classroom(lesson.classroom_id)}>
              <Name>{lesson.room}</Name>
            </Go>,
          ],
          lesson.teachers.length > 0 && [
            words.teachersOf,
            <Name key="who" max={120}>
              {format.list(lesson.teachers)}
            </Name>,
          ],
          typeof lesson.expected === "number" && [words.expected, words.people(format.count(lesson.expected))],
          [words.readyBy, format.time(lesson.ready_by, zone)],
          Boolean(lesson.ready_at) && [words.readyAt, format.time(lesson.ready_at ?? "", zone)],
        ]}
      />
    </>
  );
}
