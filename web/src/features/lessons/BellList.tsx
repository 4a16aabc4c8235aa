// One bell of the day on a phone: a line a class or a teacher.
import { useMessages } from "../../ui/language";
import { LongItems } from "../../ui/long";
import { Name } from "../../ui/name";
import { stateMessages } from "../../ui/status";
import { Row, Rows } from "../../ui/table";
import type { BoardBy, BoardRow } from "./board";
import { shownState } from "./day";
import { lessonMessages } from "./messages";
import type { Lesson } from "./types";

const ITEM_PX = 56;

interface BellListProps {
  label: string;
  by: BoardBy;
  /** Each row with its lesson at the bell. */
  rows: readonly { row: BoardRow; lesson: Lesson }[];
  now: number;
  lessonHref: (lesson: string) => string;
}

export function BellList({ label, by, rows, now, lessonHref }: BellListProps) {
  const words = useMessages(lessonMessages);
  const states = useMessages(stateMessages);
  return (
    <Rows label={label}>
      <LongItems count={rows.length} height={ITEM_PX}>
        {(index) => {
          const { row, lesson } = rows[index]!;
          const state = shownState(lesson, now);
          const beside = by === "room" ? lesson.teachers.join(", ") : lesson.room;
          return (
            <Row
              key={lesson.id + row.key}
              state={state}
              href={lessonHref(lesson.id)}
              title={
                <>
                  <Name max={24}>{row.key}</Name> <Name max={24}>{lesson.title ?? words.untitled}</Name>
                </>
              }
              detail={beside && <Name>{beside}</Name>}
              end={<span aria-hidden="true">{states[state]}</span>}
            />
          );
        }}
      </LongItems>
    </Rows>
  );
}
