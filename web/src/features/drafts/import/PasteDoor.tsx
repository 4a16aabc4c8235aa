// The door for cells of a spreadsheet: what was understood is said before anything is taken over, and what was not, row by row.
import { useMemo, useState } from "react";
import { Button, TextArea, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { newLineKey } from "../editor/doc";
import css from "../editor/editor.module.css";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { taken } from "./take";
import { readTable } from "./paste";

export function PasteDoor({ onTaken }: { onTaken: () => void }) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const [text, setText] = useState("");
  const [seats, setSeats] = useState("50");
  const reading = useMemo(() => (text.trim() ? readTable(text, doc.bells) : undefined), [text, doc.bells]);
  const [rooms, lessons] = [format.count(reading?.rooms.length ?? 0), format.count(reading?.rows.length ?? 0)];
  const take = () => {
    if (!reading) return;
    session.edit((now) => taken(now, reading, Number(seats) || 50, newLineKey));
    onTaken();
  };
  return (
    <div className="stack-s">
      <TextArea
        label={words.pasteHere}
        hint={words.pasteHint}
        rows={8}
        autoFocus
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <TextField
        label={words.seatsEach}
        type="number"
        min={1}
        max={3000}
        className={css["seats"]}
        value={seats}
        onChange={(event) => setSeats(event.target.value)}
      />
      {reading && (
        <div role="status">
          {reading.shape === "matrix" && <p>{words.readMatrix(rooms, lessons)}</p>}
          {reading.shape === "list" && <p>{words.readList(rooms, lessons)}</p>}
          {reading.pupils.size > 0 && <p>{words.readPupils(format.count(reading.pupils.size))}</p>}
        </div>
      )}
      {reading && reading.errors.length > 0 && (
        <Strip state="missed">
          {reading.shape !== "none" && <b>{words.notTaken(lessons, format.count(reading.errors.length))}</b>}
          <ul className={css["list"]}>
            {reading.errors.slice(0, 200).map(({ row, problem }) => (
              <li key={row}>
                {words.row(row)}: <bdi>{words[problem.code](problem.text)}</bdi>
              </li>
            ))}
          </ul>
        </Strip>
      )}
      {reading && reading.rows.length > 0 && (
        <div className="acts">
          <Button look="main" onClick={take}>
            {words.takeOver}
          </Button>
          <span className="small quiet">{words.takenOver}</span>
        </div>
      )}
    </div>
  );
}
