// The school's day, what needs somebody first: ten classes by their bells, on a phone the bell that is near. A view.
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { ButtonLink, Go } from "../../ui/link";
import { useNarrow } from "../../ui/narrow";
import { Section } from "../../ui/page";
import { useLessonHref } from "../lessons/address";
import { BellList } from "../lessons/BellList";
import type { BoardRow } from "../lessons/board";
import { type Column, asShown, cellsOf, rank, talliesOf } from "../lessons/day";
import { DayTable } from "../lessons/DayTable";
import { lessonMessages } from "../lessons/messages";
import { atBell, nearBell } from "../lessons/useDay";

const SHOWN = 10;
const SHOWN_ON_PHONE = 6;

interface SchoolDayProps {
  rows: readonly BoardRow[];
  /** Not all classes are among them. */
  more: boolean;
  columns: readonly Column[];
  now: number;
}

export function SchoolDay({ rows, more, columns, now }: SchoolDayProps) {
  const words = useMessages(lessonMessages);
  const format = useFormat();
  const narrow = useNarrow();
  const lessonHref = useLessonHref();
  const bell = nearBell(columns);
  const worst = worstFirst(rows, bell, now);
  if (rows.length === 0)
    return (
      <Empty drawing="bell" title={words.noLessons}>
        <ButtonLink href={paths.classrooms()}>{words.toClassrooms}</ButtonLink>
      </Empty>
    );
  return (
    <Section
      title={words.school}
      ruled={false}
      aside={
        <Go href={paths.day()}>
          {rows.length > SHOWN && !more ? words.allClasses(format.count(rows.length)) : words.wholeDay}
        </Go>
      }
    >
      {narrow ? (
        <BellList
          label={words.school}
          by="room"
          rows={atBell(worst, bell).slice(0, SHOWN_ON_PHONE)}
          now={now}
          lessonHref={lessonHref}
        />
      ) : (
        <DayTable
          label={words.school}
          by="room"
          rows={worst.slice(0, SHOWN)}
          columns={columns}
          tallies={talliesOf(rows, columns, now)}
          now={now}
          rowHref={(row) => paths.week({ room: row.key })}
          lessonHref={lessonHref}
        />
      )}
    </Section>
  );
}

/** Rows as they stand at a bell, the worst first; otherwise they stay in their order. */
function worstFirst(rows: readonly BoardRow[], bell: Column | undefined, now: number): BoardRow[] {
  if (!bell) return [...rows];
  const ranked = rows.map((row) => ({ row, rank: rank(asShown(cellsOf(row.lessons).get(bell.key) ?? [], now)) }));
  return ranked.sort((a, b) => a.rank - b.rank).map((one) => one.row);
}
