// What is said of single rows, those that are wrong first. A row of a list as text is mended where it stands; of other files it is said what to change.
import { useMemo, useState } from "react";
import type { ImportedRow } from "../../../api/schema.gen";
import { Button, SelectField, TextField } from "../../../ui/controls";
import { download } from "../../../ui/download";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { Status } from "../../../ui/status";
import css from "../editor/editor.module.css";
import { faultyField, headingOf, isText, notTaken, type Order, ordered, waits } from "./answer";
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
  return (
    <li aria-label={where}>
      <Status state={STATES[row.status]}>
        {where}: {words[row.status]}
      </Status>
      <p>
        <bdi>{row.message}</bdi>
      </p>
      {record ? <Mending {...props} record={record} where={where} /> : <p className="small quiet">{row.text}</p>}
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
      {!record && row.status === "error" && row.code !== "overlap" && (
        <p className="small quiet">{words.inTheFile(where)}</p>
      )}
    </li>
  );
}

/** The field that the trouble is in, or all of the row. */
function Mending({ row, record, answer, acts, busy, where }: RowItemProps & { record: Fields; where: string }) {
  const words = useMessages(importMessages);
  const faulty = row.status === "error" ? faultyField(row, record, answer) : undefined;
  const [whole, setWhole] = useState(false);
  const [typed, setTyped] = useState<Record<number, string>>({});
  const indexes = whole ? record.fields.map((_, index) => index) : faulty === undefined ? [] : [faulty];
  const mend = () => {
    acts.mend(
      record.line,
      record.fields.map((field, index) => typed[index] ?? field),
    );
    setTyped({});
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
          {indexes.map((index) => (
            <TextField
              key={index}
              label={headingOf(index, answer)}
              value={typed[index] ?? record.fields[index] ?? ""}
              onChange={(event) => setTyped((now) => ({ ...now, [index]: event.target.value }))}
            />
          ))}
        </div>
      )}
      <div className="acts">
        {indexes.length > 0 && (
          <Button type="submit" look="small" disabled={busy || Object.keys(typed).length === 0}>
            {words.mend}
          </Button>
        )}
        {!whole && (
          <Button look="small" onClick={() => setWhole(true)}>
            {words.wholeRow}
          </Button>
        )}
      </div>
    </form>
  );
}
