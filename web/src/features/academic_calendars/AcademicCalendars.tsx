// The calendars of an institution: their days that differ, and what one more would do before it is done.
import { useQuery } from "@tanstack/react-query";
import { Suspense, useId, useState } from "react";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import type { AcademicCalendar, Day } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { type Change, ChangeDays } from "./ChangeDays";
import { MakeCalendar } from "./MakeCalendar";
import { fromFileMessages } from "./from-file/messages";
import { calendarMessages } from "./messages";
import { academicCalendar, academicCalendars } from "./queries";
import { dayWords, sorted } from "./words";
import { part } from "../../ui/part";

const TO = "orders:amend";
const FromFile = part(() => import("./from-file/FromFile"), "FromFile");

export function AcademicCalendars() {
  const words = useMessages(calendarMessages);
  const { fromFile } = useMessages(fromFileMessages);
  const may = useCan(TO);
  const told = useId();
  const query = useQuery(academicCalendars());
  const [making, setMaking] = useState<"empty" | "from-file">();
  return (
    <>
      <div className="bar">
        {may ? (
          <>
            <Button onClick={() => setMaking("empty")}>{words.make}</Button>
            <Button onClick={() => setMaking("from-file")}>{fromFile}</Button>
          </>
        ) : (
          <>
            <MayNot to={TO} told={told}>
              {words.make}
            </MayNot>
            <MayNot to={TO} told={told}>
              {fromFile}
            </MayNot>
            <WhoMay id={told} to={[TO]} />
          </>
        )}
      </div>
      <Loaded query={query} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <Empty drawing="lamp" title={words.none}>
              <p>{words.noneText}</p>
            </Empty>
          ) : (
            <div className="stack">
              {items.map((one) => (
                <One key={one.id} id={one.id} may={may} told={told} />
              ))}
            </div>
          )
        }
      </Loaded>
      {making === "empty" && <MakeCalendar onClose={() => setMaking(undefined)} />}
      {making === "from-file" && (
        <Suspense>
          <FromFile onClose={() => setMaking(undefined)} />
        </Suspense>
      )}
    </>
  );
}

interface OneProps {
  may: boolean;
  /** Where it is said who may. */
  told: string;
}

function One({ id, ...rest }: OneProps & { id: string }) {
  const query = useQuery(academicCalendar(id));
  return (
    <Loaded query={query} rows={3}>
      {(versioned) => <Calendar versioned={versioned} {...rest} />}
    </Loaded>
  );
}

/** One calendar, as a view. */
export function Calendar({ versioned, may, told }: OneProps & { versioned: Versioned<AcademicCalendar> }) {
  const words = useMessages(calendarMessages);
  const { fromFile, fromFileOf } = useMessages(fromFileMessages);
  const format = useFormat();
  const calendar = versioned.data;
  const [change, setChange] = useState<Change>();
  const [filling, setFilling] = useState(false);
  const follows =
    calendar.orders === 0 ? words.nobodyFollows : words.follows(calendar.orders, format.count(calendar.orders));
  return (
    <Section title={<Name>{calendar.name}</Name>} aside={<span className="quiet">{follows}</span>}>
      <div className="stack-s">
        {may ? (
          <div className="acts">
            <Button look="main" onClick={() => setChange({ is: "close" })}>
              {words.close}
            </Button>
            <Button onClick={() => setChange({ is: "make-up" })}>{words.makeUp}</Button>
            <Button onClick={() => setFilling(true)} aria-label={fromFileOf(calendar.name)}>
              {fromFile}
            </Button>
          </div>
        ) : (
          <div className="acts">
            <MayNot to={TO} told={told} look="main">
              {words.close}
            </MayNot>
            <MayNot to={TO} told={told}>
              {words.makeUp}
            </MayNot>
            <MayNot to={TO} told={told} label={fromFileOf(calendar.name)}>
              {fromFile}
            </MayNot>
          </div>
        )}
        {calendar.days.length === 0 ? (
          <p className="quiet">{words.noDays}</p>
        ) : (
          <Days days={calendar.days} remove={may ? (day) => setChange({ is: "remove", day }) : undefined} />
        )}
      </div>
      {change && <ChangeDays versioned={versioned} change={change} onClose={() => setChange(undefined)} />}
      {filling && (
        <Suspense>
          <FromFile into={versioned} onClose={() => setFilling(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function Days({ days, remove }: { days: readonly Day[]; remove: ((day: Day) => void) | undefined }) {
  const words = useMessages(calendarMessages);
  const format = useFormat();
  return (
    <Table label={words.days}>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col">{words.what}</th>
          {remove && <td />}
        </tr>
      </thead>
      <tbody>
        {sorted(days).map((day) => {
          const [when, what] = dayWords(day, words, format);
          return (
            <tr key={`${when} ${what}`}>
              <th scope="row">{when}</th>
              <td>{what}</td>
              {remove && (
                <td className="num">
                  <Button look="small" onClick={() => remove(day)} aria-label={`${words.remove} ${when}`}>
                    {words.remove}
                  </Button>
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
