// A file as it was understood: what it was read as, what must still be known, its columns, its rows, and the way on.
import { type RefObject, useEffect, useRef } from "react";
import type { ImportedTimetable } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useFormat, wallDate } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { draftMessages } from "../messages";
import { type Asked, isList } from "./answer";
import { Columns } from "./Columns";
import type { Held } from "./held";
import { How } from "./How";
import { importMessages } from "./messages";
import { Questions } from "./Questions";
import { RowList } from "./RowList";

export interface FileActs {
  /** Said, and not sent yet. */
  say: (patch: Asked) => void;
  /** The file goes again, with all that was said. */
  again: (patch?: Asked) => void;
  mend: (line: number, fields: readonly string[]) => void;
  /** Cells of a spreadsheet, by their names. */
  mendCells: (cells: Record<string, string>) => void;
  asItWas: () => void;
  runsAs: (day: string, as: string) => void;
  take: () => void;
  /** On to the week, where what was left out is placed: the rest is taken over first, unless it was already. */
  byHand: () => void;
}

/** A file with what was understood of it. */
export interface UnderstoodProps extends Held {
  answer: ImportedTimetable;
  busy: boolean;
  runsAs: Record<string, string>;
  acts: FileActs;
}

export function Understood(props: UnderstoodProps) {
  const { name, answer, asked, mended, busy, acts } = props;
  const words = useMessages(importMessages);
  const format = useFormat();
  const counts = useRef<HTMLParagraphElement>(null);
  const cells = Object.keys(asked.mended ?? {}).length;
  useFocusKept(counts, answer, (mended?.rows ?? 0) + cells);
  const { read, taken, skipped, errors } = answer.items;
  const encoding = mended?.encoding ?? answer.encoding;
  const separator = answer.separator && (separatorName(answer.separator, words) ?? answer.separator);
  const details = (encoding ? words.inEncoding(encoding) : "") + (separator ? words.partedBy(separator) : "");
  return (
    <>
      <Section title={words.whatWasRead}>
        <div className="stack-s">
          <p>
            <bdi>{words.readAs(name, words[answer.format], details)}</bdi>
          </p>
          <p role="status" ref={counts} tabIndex={-1}>
            <b>{words.counts(format.count(read), format.count(taken), format.count(skipped), format.count(errors))}</b>
          </p>
          {(mended || cells > 0) && (
            <div className="acts">
              <span>{mended ? words.mended(format.count(mended.rows)) : words.mendedCells(format.count(cells))}</span>
              <Button look="small" disabled={busy} onClick={acts.asItWas}>
                {words.asItWas}
              </Button>
            </div>
          )}
          <How {...props} />
        </div>
      </Section>
      {answer.questions.length > 0 && <Questions {...props} />}
      {isList(answer) && answer.columns.length > 0 && <Columns {...props} />}
      <RowList {...props} />
      <On answer={answer} busy={busy} onTake={acts.take} />
    </>
  );
}

/** What was pressed may be gone with the next answer: the next row to mend has the focus then, or what came of it all. */
function useFocusKept(counts: RefObject<HTMLElement | null>, answer: ImportedTimetable, mended = 0): void {
  const before = useRef({ answer, mended });
  useEffect(() => {
    const was = before.current;
    before.current = { answer, mended };
    if (was.answer === answer || document.activeElement !== document.body) return;
    const rows = mended > was.mended ? counts.current?.closest("section")?.parentElement : undefined;
    (rows?.querySelector<HTMLElement>("li form :is(input, textarea)") ?? counts.current)?.focus();
  }, [counts, answer, mended]);
}

function separatorName(separator: string, words: ReturnType<typeof useMessages<typeof importMessages>>) {
  const names: Record<string, string> = { ",": words.comma, ";": words.semicolon, tab: words.tab, "|": words.bar };
  return names[separator];
}

function On({ answer, busy, onTake }: { answer: ImportedTimetable; busy: boolean; onTake: () => void }) {
  const words = useMessages(importMessages);
  const drafts = useMessages(draftMessages);
  const format = useFormat();
  const {
    lessons_total: lessons,
    rooms_total: rooms,
    first_lesson_at_local: first,
    last_lesson_at_local: last,
  } = answer;
  const { errors } = answer.items;
  if (rooms === 0) return <p className="quiet">{words.nothingYet}</p>;
  return (
    <div className="stack-s">
      <p>
        {words.sums(format.count(rooms), format.count(lessons))}{" "}
        {first && last && words.fromTo(format.date(wallDate(first), "year"), format.date(wallDate(last), "year"))}
      </p>
      {errors > 0 && (
        <p>
          <b>{words.leftOut(errors, format.count(errors))}</b>
        </p>
      )}
      <div className="acts">
        <Button look="main" disabled={busy} onClick={onTake}>
          {lessons > 0 ? words.takeIt(lessons, format.count(lessons)) : words.takeRooms(rooms, format.count(rooms))}
        </Button>
        <span className="small quiet">{drafts.takenOver}</span>
      </div>
    </div>
  );
}
