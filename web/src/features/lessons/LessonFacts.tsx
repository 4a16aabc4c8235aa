// How one lesson stands: when, where, who. A view.
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { useZone } from "../../api/zone";

import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Facts } from "../../ui/page";
import { Status } from "../../ui/status";
import { clockOf, dateOf, shownState } from "./day";
import { sheetMessages } from "./sheet.messages";
import type { Lesson } from "./types";

const MINUTE_MS = 60_000;

export function LessonFacts({ lesson }: { lesson: Lesson }) {
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
          Boolean(lesson.overrun_minutes) && [words.wentOn, words.minutes(format.count(lesson.overrun_minutes ?? 0))],
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
