// A calendar of holidays as it was understood, as a view: days off to take or leave, questions with their fields, and what was not taken.
import { useState } from "react";
import type { ImportedRow } from "../../../api/schema.gen";
import { Button, Check } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Name } from "../../../ui/name";
import { DateField } from "../../../ui/when";
import { calendarMessages } from "../messages";
import { dayWords } from "../words";
import type { Chosen } from "./FromFile";
import { fromFileMessages } from "./messages";
import { dayOf, daysAsked, isAnswered, type Said } from "./taken";
import type { ReadFile, Term } from "./use-holidays";

export interface UnderstoodProps {
  read: ReadFile;
  chosen: Chosen;
  busy: boolean;
  onChange: (chosen: Chosen) => void;
  onTerm: (term: Term) => void;
}

export function Understood(props: UnderstoodProps) {
  const { read, chosen, onChange, busy, onTerm } = props;
  const words = useMessages(fromFileMessages);
  const format = useFormat();
  const { answer } = read;
  const { read: all, taken } = answer.items;
  const asked = daysAsked(answer);
  const open = asked.filter((on) => !isAnswered(on, chosen.answers[on])).length;
  const say = (on: string, said: Said) => onChange({ ...chosen, answers: { ...chosen.answers, [on]: said } });
  const term = answer.questions.find(({ code }) => code === "TermNeeded");
  return (
    <>
      <p role="status">
        <bdi>{words.counts(read.name, format.count(all), format.count(taken), format.count(all - taken))}</bdi>
      </p>
      {term && <AskTerm message={term.message} busy={busy} onTerm={onTerm} />}
      <DaysOff {...props} />
      {asked.length > 0 && (
        <section className="stack-s">
          <h3>{words.makeUps}</h3>
          <p className="small quiet">{words.makeUpsWhy}</p>
          {answer.questions.map((question) => {
            const on = dayOf(question);
            if (on === undefined) return null;
            const row = answer.rows.find((one) => isAbout(one, on));
            return (
              <MakeUp
                key={on}
                on={on}
                message={question.message}
                title={row?.text ?? ""}
                said={chosen.answers[on]}
                onSay={(said) => say(on, said)}
              />
            );
          })}
          {open > 0 && <p role="status">{words.open(open, format.count(open))}</p>}
        </section>
      )}
      <NotTaken rows={answer.rows.filter((row) => row.code !== "make_up_day")} />
    </>
  );
}

function isAbout(row: ImportedRow, on: string): boolean {
  return row.code === "make_up_day" && (row.params as { on?: unknown }).on === on;
}

function DaysOff({ read, chosen, onChange }: UnderstoodProps) {
  const words = useMessages(fromFileMessages);
  const calendar = useMessages(calendarMessages);
  const format = useFormat();
  const days = read.answer.calendar.days;
  const toggle = (from: string, take: boolean) =>
    onChange({ ...chosen, left: take ? chosen.left.filter((day) => day !== from) : [...chosen.left, from] });
  return (
    <section className="stack-s">
      <h3>{words.daysOff}</h3>
      {days.length === 0 && <p className="quiet">{words.noDays}</p>}
      <ul className="stack-s">
        {days.map((day) => {
          const from = "from" in day ? day.from : day.date;
          const [when] = dayWords(day, calendar, format);
          return (
            <li key={from}>
              <Check
                label={when}
                checked={!chosen.left.includes(from)}
                onChange={(event) => toggle(from, event.target.checked)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface MakeUpProps {
  on: string;
  message: string;
  /** What the file calls it. */
  title: string;
  said: Said | undefined;
  onSay: (said: Said) => void;
}

function MakeUp({ on, message, title, said, onSay }: MakeUpProps) {
  const words = useMessages(fromFileMessages);
  const isOff = said?.is === "off";
  const day = said?.is === "as" ? said.day : "";
  return (
    <fieldset className="stack-s">
      <legend>
        <b>
          <bdi>{message}</bdi>
        </b>
      </legend>
      {title && (
        <p className="small quiet">
          <Name>{words.inFile(title)}</Name>
        </p>
      )}
      <div className="bar">
        <DateField
          label={words.runsAs}
          value={day}
          disabled={isOff}
          error={day === on ? words.notItself : undefined}
          onChange={(event) => onSay({ is: "as", day: event.target.value })}
        />
        <Check
          label={words.noLessons}
          checked={isOff}
          onChange={(event) => onSay(event.target.checked ? { is: "off" } : { is: "as", day: "" })}
        />
      </div>
    </fieldset>
  );
}

/** A file of several years: which of them is meant. */
function AskTerm({ message, busy, onTerm }: { message: string; busy: boolean; onTerm: (term: Term) => void }) {
  const words = useMessages(fromFileMessages);
  const [term, setTerm] = useState<Term>({ first_day: "", last_day: "" });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onTerm(term);
      }}
    >
      <fieldset className="stack-s">
        <legend>
          <b>
            <bdi>{message}</bdi>
          </b>
        </legend>
        <div className="bar">
          <DateField
            label={words.firstDay}
            required
            value={term.first_day}
            onChange={(event) => setTerm({ ...term, first_day: event.target.value })}
          />
          <DateField
            label={words.lastDay}
            required
            value={term.last_day}
            onChange={(event) => setTerm({ ...term, last_day: event.target.value })}
          />
          <Button type="submit" disabled={busy}>
            {words.readAgain}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}

function NotTaken({ rows }: { rows: readonly ImportedRow[] }) {
  const words = useMessages(fromFileMessages);
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>{words.rest(rows.length, format.count(rows.length))}</summary>
      <ul className="stack-s">
        {rows.map((row) => (
          <li key={`${row.at} ${row.code}`}>
            {words.event(row.at)}: <bdi>{row.message}</bdi> <span className="small quiet">{row.text}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
