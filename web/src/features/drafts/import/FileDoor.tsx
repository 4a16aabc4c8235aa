// The door for a school's file: it is read by the service, shown as it was understood, mended here, and taken over into the draft.
import { useQuery } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { isFailure } from "../../../api/problem";
import { cx } from "../../../ui/classes";
import { Button } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { uiMessages } from "../../../ui/messages";
import { FailureStrip } from "../../../ui/strip";
import { isTerm } from "../days/term";
import css from "../editor/editor.module.css";
import { useDoc, useSession } from "../editor/use-session";
import { onlyRegion, regions } from "../queries";
import { taken } from "./answer";
import { importMessages } from "./messages";
import { downloadTemplate, type Template } from "./template";
import { Understood } from "./Understood";
import { type Going, useFile } from "./use-file";

const KINDS = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.ics,.xml,.zip";
const TEMPLATES: readonly Template[] = [
  ["xlsx", "en"],
  ["csv", "en"],
  ["xlsx", "zh-CN"],
  ["csv", "zh-CN"],
];

export function FileDoor({ onTaken }: { onTaken: () => void }) {
  const session = useSession();
  const doc = useDoc();
  const file = useFile(session.id, doc.bells);
  const { data: known = [] } = useQuery(regions());
  const [runsAs, setRunsAs] = useState<Record<string, string>>({});
  const { held, going } = file;
  const choose = (chosen: File) =>
    void file.choose(chosen, { time_zone: doc.time_zone, ...(isTerm(doc.term) ? doc.term : {}) });
  const take = () => {
    if (!held?.answer) return;
    const { answer, name } = held;
    session.edit((now) => {
      const made = taken(now, answer, runsAs, name.replace(/\.[^.]{1,5}$/, "").slice(0, 200));
      return { ...made, region: made.region || (onlyRegion(known) ?? "") };
    });
    file.taken();
    onTaken();
  };
  return (
    <div className="stack">
      <Drop going={going} chosen={held?.answer !== undefined} onFile={choose} onCancel={file.cancel} />
      <FileFailure going={going} onRetry={file.retry} />
      {held?.answer && (
        <Understood
          {...held}
          answer={held.answer}
          busy={going.is === "sending"}
          runsAs={runsAs}
          acts={{
            say: file.say,
            again: file.again,
            mend: file.mend,
            mendCells: file.mendCells,
            asItWas: file.asItWas,
            runsAs: (day, as) => setRunsAs((now) => ({ ...now, [day]: as })),
            take,
            // Taken twice, the rest would put what was placed since out of the week.
            byHand: held.toPlace ? onTaken : take,
          }}
        />
      )}
    </div>
  );
}

/** What it was refused with; what passes by itself can be tried again. */
export function FileFailure({ going, onRetry }: { going: Going; onRetry: () => void }) {
  const words = useMessages(uiMessages);
  if (going.is !== "failed") return null;
  const passes = going.next && (!isFailure(going.error) || ["busy", "offline", "broken"].includes(going.error.kind));
  return (
    <div>
      <FailureStrip error={going.error} />
      {passes && <Button onClick={onRetry}>{words.again}</Button>}
    </div>
  );
}

interface DropProps {
  going: Going;
  /** A file is there already. */
  chosen: boolean;
  onFile: (file: File) => void;
  onCancel: () => void;
}

export function Drop({ going, chosen, onFile, onCancel }: DropProps) {
  const words = useMessages(importMessages);
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const sending = going.is === "sending";
  return (
    <div
      className={cx("stack-s", css["drop"])}
      role="group"
      aria-label={words.file}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="acts">
        <input
          ref={input}
          type="file"
          hidden
          accept={KINDS}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onFile(file);
            event.target.value = "";
          }}
        />
        <Button look={chosen ? undefined : "main"} disabled={sending} onClick={() => input.current?.click()}>
          {chosen ? words.otherFile : words.chooseFile}
        </Button>
        <span className="quiet">{words.dropHere}</span>
        {sending && (
          <>
            <progress max={1} {...(going.gone < 1 ? { value: going.gone } : {})} aria-label={words.sending("")} />
            <span role="status">{going.gone < 1 ? words.sending(format.percent(going.gone)) : words.reading}</span>
            <Button look="small" onClick={onCancel}>
              {words.cancel}
            </Button>
          </>
        )}
      </div>
      <p className="small quiet">{words.kinds}</p>
      <p className="small quiet">{words.inMemory}</p>
      {!chosen && <Templates />}
    </div>
  );
}

function Templates() {
  const words = useMessages(importMessages);
  const [error, setError] = useState<unknown>();
  const fetchIt = (template: Template) => {
    setError(undefined);
    downloadTemplate(template).catch(setError);
  };
  return (
    <>
      <div className="acts" role="group" aria-label={words.templates}>
        <span className="small quiet">{words.templates}</span>
        {TEMPLATES.map((template) => (
          <Button key={template.join()} look="small" onClick={() => fetchIt(template)}>
            {words.template(template[0] === "xlsx" ? "Excel" : "CSV", template[1] === "en" ? "English" : "中文")}
          </Button>
        ))}
      </div>
      <FailureStrip error={error} />
    </>
  );
}
