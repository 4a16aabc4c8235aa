// A calendar of holidays becomes days of a calendar: its days off are seen, each make-up day is answered, and nothing exists until it is saved.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import type { Versioned } from "../../../api/client";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { AcademicCalendar, Day } from "../../../api/schema.gen";
import { Button, TextField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { Sheet } from "../../../ui/sheet";
import { FailureStrip, Strip } from "../../../ui/strip";
import { Effect } from "../ChangeDays";
import { calendarQuote, useSetDays } from "../queries";
import { fromFileMessages } from "./messages";
import { useSaveCalendar } from "./queries";
import { type Answers, daysAsked, isAnswered, known, taken } from "./taken";
import { Understood } from "./Understood";
import { type ReadFile, useHolidays } from "./use-holidays";

/** What is to be saved, as far as it was said. */
export interface Chosen {
  answers: Answers;
  /** Days off that are left out, by their first day. */
  left: readonly string[];
}

interface FromFileProps {
  /** The calendar that it is taken into; without one it becomes a new one. */
  into?: Versioned<AcademicCalendar>;
  onClose: () => void;
}

export function FromFile({ into, onClose }: FromFileProps) {
  const words = useMessages(fromFileMessages);
  const file = useHolidays();
  const [chosen, setChosen] = useState<Chosen>({ answers: {}, left: [] });
  const begin = ({ answer }: ReadFile) =>
    setChosen({ answers: known(into?.data.days ?? [], daysAsked(answer)), left: [] });
  const read = file.reading.data;
  const days = read && daysOf(read, chosen, into?.data.days ?? []);
  const saving = { read, days, onClose };
  const body = (
    <>
      <p>{words.what}</p>
      <Choose file={file} onRead={begin} />
      {file.tooLarge && <Strip state="missed">{words.tooLarge}</Strip>}
      <FailureStrip error={file.reading.error} />
      {read && (
        <Understood
          read={read}
          chosen={chosen}
          busy={file.reading.isPending}
          onChange={setChosen}
          onTerm={(term) => file.again(term, begin)}
        />
      )}
    </>
  );
  return into ? (
    <Add {...saving} into={into}>
      {body}
    </Add>
  ) : (
    <SaveNew {...saving}>{body}</SaveNew>
  );
}

/** The days then; nothing while a question is open. */
function daysOf({ answer }: ReadFile, { answers, left }: Chosen, before: readonly Day[]): Day[] | undefined {
  const asked = daysAsked(answer);
  if (answer.questions.length > asked.length || !asked.every((on) => isAnswered(on, answers[on]))) return undefined;
  const off = answer.calendar.days.filter((day) => "from" in day && !left.includes(day.from));
  return off.length + asked.length === 0 ? undefined : taken(before, off, answers);
}

function Choose({ file, onRead }: { file: ReturnType<typeof useHolidays>; onRead: (read: ReadFile) => void }) {
  const words = useMessages(fromFileMessages);
  const input = useRef<HTMLInputElement>(null);
  const busy = file.reading.isPending;
  return (
    <div className="acts">
      <input
        ref={input}
        type="file"
        hidden
        accept=".ics,text/calendar"
        onChange={(event) => {
          const one = event.target.files?.[0];
          if (one) file.choose(one, onRead);
          event.target.value = "";
        }}
      />
      <Button look={file.reading.data ? undefined : "main"} disabled={busy} onClick={() => input.current?.click()}>
        {file.reading.data ? words.another : words.choose}
      </Button>
      {busy && <span role="status">{words.reading}</span>}
    </div>
  );
}

interface SaveProps {
  read: ReadFile | undefined;
  days: Day[] | undefined;
  onClose: () => void;
  children: ReactNode;
}

function SaveNew({ read, days, onClose, children }: SaveProps) {
  const words = useMessages(fromFileMessages);
  const save = useSaveCalendar();
  const [attempt] = useAttemptKey();
  const [typed, setTyped] = useState<string>();
  const name = typed ?? (read?.name ?? "").replace(/\.[^.]{1,5}$/, "");
  const ready = days !== undefined && name.trim() !== "" && !save.isPending;
  return (
    <Sheet
      title={words.title}
      wide
      onClose={onClose}
      acts={
        read && (
          <Button
            look="main"
            disabled={!ready}
            onClick={() => days && save.mutate({ name: name.trim(), days, attempt }, { onSuccess: onClose })}
          >
            {save.isPending ? words.saving : words.save}
          </Button>
        )
      }
    >
      <div className="stack">
        {children}
        {read && (
          <TextField
            label={words.name}
            required
            maxLength={200}
            value={name}
            error={isFailure(save.error) ? save.error.field("/name") : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <FailureStrip error={save.error} fields={["/name"]} />
      </div>
    </Sheet>
  );
}

function Add({ read, days, into, onClose, children }: SaveProps & { into: Versioned<AcademicCalendar> }) {
  const words = useMessages(fromFileMessages);
  const set = useSetDays(into);
  const quote = useQuery(calendarQuote(into.data.id, days));
  const ready = days !== undefined && quote.data?.feasible === true && !set.isPending;
  return (
    <Sheet
      title={words.fromFileOf(into.data.name)}
      wide
      onClose={onClose}
      acts={
        read && (
          <Button look="main" disabled={!ready} onClick={() => days && set.mutate(days, { onSuccess: onClose })}>
            {set.isPending ? words.saving : words.add(into.data.name)}
          </Button>
        )
      }
    >
      <div className="stack">
        {children}
        {days && (
          <div aria-live="polite">
            <Loaded query={quote} rows={1}>
              {(data) => <Effect quote={data} />}
            </Loaded>
          </div>
        )}
        <FailureStrip error={set.error} />
      </div>
    </Sheet>
  );
}
