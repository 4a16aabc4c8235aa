// What is said of single rows, those that are wrong first. A row of text or of a spreadsheet is mended where it stands; of calendars and exports as XML it is
// said what to change, and its lesson can be placed by hand once the rest is taken.
import { useMemo, useState } from "react";
import { same } from "../../../api/same";
import type { ImportedRow } from "../../../api/schema.gen";
import { Button, SelectField, TextArea, TextField } from "../../../ui/controls";
import { download } from "../../../ui/download";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { Status } from "../../../ui/status";
import css from "../editor/editor.module.css";
import {
  cellsTyped,
  hasLessons,
  isText,
  type Mendable,
  mendable,
  notTaken,
  type Order,
  ordered,
  waits,
} from "./answer";
import { importMessages } from "./messages";
import { textOf } from "./held";
import { csvOf, type Record as Fields, recordsAt, signOf } from "./records";
import type { UnderstoodProps } from "./Understood";

const SHOWN = 100;
const STATES = { error: "missed", warning: "warming", skipped: "ended" } as const;

export function RowList(props: UnderstoodProps) {
  const { answer, bytes, mended } = props;
  const words = useMessages(importMessages);
  const format = useFormat();
  const [order, setOrder] = useState<Order>("errors");
  const [shown, setShown] = useState(SHOWN);
  const records = useMemo(() => {
    if (!isText(answer) || !answer.separator) return new Map<number, Fields>();
    const lines = new Set(answer.rows.map((row) => Number(row.at)));
    return recordsAt(textOf({ bytes, mended, answer }), signOf(answer.separator), lines);
  }, [answer, bytes, mended]);
  if (answer.rows.length === 0) return null;
  const told = answer.rows.filter((row) => !waits(row, answer.questions));
  const waiting = answer.rows.length - told.length;
  const rows = ordered(told, order);
  const save = () =>
    download(
      words.restName,
      "text/csv;charset=utf-8",
      csvOf(notTaken(answer, [words.where, words.why, words.text], records)),
    );
  return (
    <Section title={words.rows}>
      <div className="stack-s">
        <div className={css["tools"]}>
          <SelectField
            label={words.show}
            value={order}
            options={[
              ["errors", words.onlyErrors],
              ["all", words.errorsFirst],
              ["file", words.inOrder],
            ]}
            onChange={(event) => setOrder(event.target.value as Order)}
          />
          <Button onClick={save}>{words.downloadRest}</Button>
        </div>
        {waiting > 0 && <p>{words.waiting(waiting, format.count(waiting))}</p>}
        {rows.length === 0 && waiting === 0 && <p className="quiet">{words.noErrors}</p>}
        <ul className={css["says"]}>
          {rows.slice(0, shown).map((row) => (
            <RowItem key={`${row.at} ${row.code}`} {...props} row={row} record={records.get(Number(row.at))} />
          ))}
        </ul>
        {rows.length > shown && (
          <div className="acts">
            <Button onClick={() => setShown(shown + SHOWN)}>{words.more}</Button>
            <span className="quiet">{words.firstOf(format.count(shown), format.count(rows.length))}</span>
          </div>
        )}
        {answer.rows_count > answer.rows.length && (
          <p className="quiet">{words.firstOf(format.count(answer.rows.length), format.count(answer.rows_count))}</p>
        )}
      </div>
    </Section>
  );
}

interface RowItemProps extends UnderstoodProps {
  row: ImportedRow;
  record: Fields | undefined;
}

function RowItem(props: RowItemProps) {
  const { row, record, answer, acts, busy } = props;
  const words = useMessages(importMessages);
  const inTable = !["icalendar", "asc2012", "unitime-xml", "oneroster"].includes(answer.format);
  const where = inTable ? words.at(row.at) : words.item(row.at);
  const fields = mendable(row, record, answer, words.text);
  return (
    <li aria-label={where}>
      <Status state={STATES[row.status]}>
        {where}: {words[row.status]}
      </Status>
      <p>
        <bdi>{row.message}</bdi>
      </p>
      {fields ? <Mending {...props} {...fields} where={where} /> : <p className="small quiet">{row.text}</p>}
      {row.code === "overlap" && (
        <Button look="small" disabled={busy} onClick={() => acts.again({ groups: "room" })}>
          {words.roomEach}
        </Button>
      )}
      {row.code === "taught_together" && (
        <Button look="small" disabled={busy} onClick={() => acts.again({ together: "room" })}>
          {words.roomForAll}
        </Button>
      )}
      {!fields && row.status === "error" && <LeftOut {...props} where={where} />}
    </li>
  );
}

/** What cannot be mended here: a lesson is placed by hand once the rest is taken. */
function LeftOut({ answer, acts, busy, where }: RowItemProps & { where: string }) {
  const words = useMessages(importMessages);
  if (!hasLessons(answer) || answer.rooms_total === 0) return <p className="small quiet">{words.inTheFile(where)}</p>;
  return (
    <>
      <p className="small quiet">{words.byHand(where)}</p>
      <Button look="small" disabled={busy} onClick={acts.byHand}>
        {words.placeByHand}
      </Button>
    </>
  );
}

/** The field that the trouble is in, or all of the row. */
function Mending({
  row,
  record,
  fields,
  labels,
  faulty,
  acts,
  busy,
  where,
}: RowItemProps & Mendable & { where: string }) {
  const words = useMessages(importMessages);
  const [whole, setWhole] = useState(false);
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [standing, setStanding] = useState(fields);
  if (!same(standing, fields)) {
    // The file has something else there by now: what was sent, or what it had at first. A sending that fails leaves what was typed.
    setStanding(fields);
    setTyped({});
  }
  const indexes = whole ? fields.map((_, index) => index) : faulty === undefined ? [] : [faulty];
  const mend = () => {
    if (record)
      acts.mend(
        record.line,
        fields.map((field, index) => typed[index] ?? field),
      );
    else acts.mendCells(cellsTyped(row, typed));
  };
  return (
    <form
      className="stack-s"
      aria-label={`${words.mend} ${where}`}
      onSubmit={(event) => {
        event.preventDefault();
        mend();
      }}
    >
      {!whole && <p className="small quiet">{row.text}</p>}
      {indexes.length > 0 && (
        <div className={css["form"]}>
          {indexes.map((index) => {
            const label = labels[index] ?? "";
            const value = typed[index] ?? fields[index] ?? "";
            const onChange = (event: { target: { value: string } }) =>
              setTyped((now) => ({ ...now, [index]: event.target.value }));
            // A cell with several lines keeps them: each says something else.
            return fields[index]?.includes("\n") ? (
              <TextArea key={index} label={label} rows={4} value={value} onChange={onChange} />
            ) : (
              <TextField key={index} label={label} value={value} onChange={onChange} />
            );
          })}
        </div>
      )}
      <div className="acts">
        {indexes.length > 0 && (
          <Button type="submit" look="small" disabled={busy || Object.keys(typed).length === 0}>
            {words.mend}
          </Button>
        )}
        {!whole && fields.length > indexes.length && (
          <Button look="small" onClick={() => setWhole(true)}>
            {words.wholeRow}
          </Button>
        )}
      </div>
    </form>
  );
}
