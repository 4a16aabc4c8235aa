// Step 4: the term, and its days that differ, on a strip of its weeks.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, SelectField, TextField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Section } from "../../../ui/page";
import { DateField } from "../../../ui/when";
import { academicCalendars } from "../../academic_calendars/queries";
import { type Sentence, useField } from "../editor/fields";
import { WrongFields } from "../editor/WrongFields";
import css from "../editor/editor.module.css";
import { useDoc, useOpen, useSession } from "../editor/use-session";
import { dayInWords } from "../editor/words";
import { draftMessages } from "../messages";
import { clearDays, setOff, setRunsAs, whatRuns } from "./days";
import { isDay, isTerm, weeksOf } from "./term";
import { TermStrip } from "./TermStrip";
import { touches, useWholeDays } from "./whole-days";

export function DaysStep({ wrong }: { wrong: readonly Sentence[] }) {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const { kind } = useOpen();
  const field = useField();
  const setTerm = (field: "first_day" | "last_day", value: string) =>
    session.edit((now) => ({ ...now, term: { ...now.term, [field]: value } }), field);
  const weeks = weeksOf(doc.term).length;
  return (
    <div className="stack">
      <WrongFields sentences={wrong} />
      <Section
        title={words.term}
        aside={weeks > 0 && <span className="quiet">{words.termWeeks(weeks, String(weeks))}</span>}
      >
        <div className={css["form"]}>
          <DateField
            {...field("/term/first_day")}
            label={words.firstDay}
            required
            value={doc.term.first_day}
            onChange={(event) => setTerm("first_day", event.target.value)}
          />
          <DateField
            {...field("/term/last_day")}
            label={words.lastDay}
            required
            min={doc.term.first_day}
            value={doc.term.last_day}
            onChange={(event) => setTerm("last_day", event.target.value)}
          />
          <TextField
            {...field("/timetable/time_zone")}
            label={words.zone}
            value={doc.time_zone}
            disabled={kind === "amendment"}
            list="zones"
            onChange={(event) => session.edit((now) => ({ ...now, time_zone: event.target.value }), "zone")}
          />
          <datalist id="zones">
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
      </Section>
      {isTerm(doc.term) && !doc.always && (
        <>
          <FollowCalendar />
          <TermStrip
            onOff={(from, to) => session.edit((now) => ({ ...now, days: setOff(now.days, from, to) }))}
            onUsual={(from, to) => session.edit((now) => ({ ...now, days: clearDays(now.days, from, to) }))}
          />
          <MakeUp />
          <Section title={words.exceptions}>
            {doc.days.length === 0 && <p className="quiet">{words.noExceptions}</p>}
            <ul className={css["says"]}>
              {doc.days.map((day, index) => (
                <li key={index}>
                  {dayInWords(day, words, format)}{" "}
                  <Button
                    look="small"
                    aria-label={`${words.remove} ${dayInWords(day, words, format)}`}
                    onClick={() => session.edit((now) => ({ ...now, days: now.days.filter((_, at) => at !== index) }))}
                  >
                    {words.remove}
                  </Button>
                </li>
              ))}
            </ul>
            {doc.changes.length > 0 && (
              <p className="quiet">{words.changesKept(doc.changes.length, format.count(doc.changes.length))}</p>
            )}
          </Section>
          <WhatRuns />
        </>
      )}
    </div>
  );
}

/** Which calendar of the institution the order follows; nothing where there is none. */
function FollowCalendar() {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const session = useSession();
  const doc = useDoc();
  const calendars = useQuery(academicCalendars()).data ?? [];
  if (calendars.length === 0 && !doc.academic_calendar) return null;
  const follow = (id: string) =>
    session.edit(({ academic_calendar: _, ...now }) => (id ? { ...now, academic_calendar: id } : now), "calendar");
  const days = calendars.find(({ id }) => id === doc.academic_calendar)?.days ?? [];
  const said = days.filter((day) => touches(day, doc.term)).map((day) => dayInWords(day, words, format));
  return (
    <Section title={words.calendar}>
      <SelectField
        label={words.calendar}
        hint={words.calendarHint}
        value={doc.academic_calendar ?? ""}
        onChange={(event) => follow(event.target.value)}
        options={[["", words.noCalendar] as const, ...calendars.map(({ id, name }) => [id, name] as const)]}
      />
      {said.length > 0 && (
        <ul className={css["says"]} aria-label={words.ofCalendar}>
          {said.map((day) => (
            <li key={day}>{day}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function MakeUp() {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const [date, setDate] = useState("");
  const [as, setAs] = useState("");
  const { first_day: min, last_day: max } = doc.term;
  return (
    <Section title={words.makeUp}>
      <form
        className="acts"
        onSubmit={(event) => {
          event.preventDefault();
          session.edit((now) => ({ ...now, days: setRunsAs(now.days, date, as) }));
          setDate("");
          setAs("");
        }}
      >
        <DateField
          label={words.makeUpDay}
          required
          min={min}
          max={max}
          value={date}
          onChange={(event) => setDate(event.target.value)}
        />
        <DateField
          label={words.makeUpAs}
          required
          min={min}
          max={max}
          value={as}
          onChange={(event) => setAs(event.target.value)}
        />
        <Button type="submit" disabled={!isDay(date) || !isDay(as) || date === as}>
          {words.setIt}
        </Button>
      </form>
    </Section>
  );
}

function WhatRuns() {
  const words = useMessages(draftMessages);
  const format = useFormat();
  const doc = useWholeDays();
  const [date, setDate] = useState(doc.term.first_day);
  const state = isDay(date) ? whatRuns(doc, date) : undefined;
  const day = isDay(date) ? format.date(date, "long") : "";
  const said =
    state &&
    {
      outside: () => words.isOutside(day),
      off: () => words.isOff(day),
      usual: () => words.isUsual(day, format.count("lessons" in state ? state.lessons : 0)),
      "runs-as": () =>
        words.isRunsAs(
          day,
          "as" in state ? format.date(state.as, "long") : "",
          format.count("lessons" in state ? state.lessons : 0),
        ),
    }[state.is]();
  return (
    <Section title={words.whatRuns}>
      <div className="acts">
        <DateField label={words.whatRuns} value={date} onChange={(event) => setDate(event.target.value)} />
        <p role="status">{said}</p>
      </div>
    </Section>
  );
}
