// A change of a calendar's days, with what it does to each order before anybody says yes.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Versioned } from "../../api/client";
import { same } from "../../api/same";
import type { AcademicCalendar, CalendarQuote, Day } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Sheet } from "../../ui/sheet";
import { FailureStrip, Strip } from "../../ui/strip";
import { DateField } from "../../ui/when";
import { calendarMessages } from "./messages";
import { calendarQuote, useSetDays } from "./queries";
import { dayWords } from "./words";

export type Change = { is: "close" } | { is: "make-up" } | { is: "remove"; day: Day };

interface ChangeDaysProps {
  versioned: Versioned<AcademicCalendar>;
  change: Change;
  onClose: () => void;
}

export function ChangeDays({ versioned, change, onClose }: ChangeDaysProps) {
  const words = useMessages(calendarMessages);
  const format = useFormat();
  const [one, setOne] = useState("");
  const [other, setOther] = useState("");
  const set = useSetDays(versioned);
  const days = changed(versioned.data.days, change, one, other);
  const quote = useQuery(calendarQuote(versioned.data.id, days));
  const texts = {
    close: [words.closeTitle, words.closeIt],
    "make-up": [words.makeUpTitle, words.makeUpIt],
    remove: [words.removeTitle, words.removeIt],
  } as const;
  const [title, act] = texts[change.is];
  const ready = days !== undefined && quote.data?.feasible === true && !set.isPending;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      acts={
        <Button look="main" disabled={!ready} onClick={() => days && set.mutate(days, { onSuccess: onClose })}>
          {set.isPending ? words.closing : act}
        </Button>
      }
    >
      <FailureStrip error={set.error} />
      {change.is === "remove" ? (
        <p>{dayWords(change.day, words, format).join(": ")}</p>
      ) : (
        <div className="acts">
          <DateField
            required
            autoFocus
            label={change.is === "close" ? words.from : words.date}
            value={one}
            onChange={(event) => setOne(event.target.value)}
          />
          <DateField
            label={change.is === "close" ? words.to : words.as}
            required={change.is === "make-up"}
            min={change.is === "close" ? one : undefined}
            value={other}
            onChange={(event) => setOther(event.target.value)}
          />
        </div>
      )}
      {change.is === "close" && <p className="small quiet">{words.toHint}</p>}
      {days && (
        <div aria-live="polite">
          {quote.isFetching && !quote.data ? (
            <p className="quiet">{words.checking}</p>
          ) : (
            <Loaded query={quote} rows={1}>
              {(data) => <Effect quote={data} />}
            </Loaded>
          )}
        </div>
      )}
    </Sheet>
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The calendar's days then; nothing while what is typed is no change. */
function changed(days: readonly Day[], change: Change, one: string, other: string): Day[] | undefined {
  if (change.is === "remove") return days.filter((day) => !same(day, change.day));
  if (!DATE.test(one)) return undefined;
  if (change.is === "make-up")
    return DATE.test(other) && one !== other ? [...days, { date: one, runs_as: other }] : undefined;
  const to = DATE.test(other) ? other : one;
  return to < one ? undefined : [...days, { from: one, to, off: true }];
}

/** What a change does, as a view. */
export function Effect({ quote }: { quote: CalendarQuote }) {
  const words = useMessages(calendarMessages);
  const format = useFormat();
  if (!quote.feasible) {
    return (
      <Strip state="refused">
        <b>{words.hinders}</b>
        <ul>
          {quote.orders.flatMap((order) =>
            order.violations.map((violation, index) => (
              <li key={`${order.order_id} ${index}`}>
                <Name>{order.name}</Name> {String(violation["message"] ?? "")}
              </li>
            )),
          )}
        </ul>
      </Strip>
    );
  }
  const touched = quote.orders.filter(
    ({ difference }) =>
      difference && difference.lessons_added + difference.lessons_removed + difference.lessons_moved > 0,
  );
  const sum = (of: "lessons_added" | "lessons_removed") =>
    format.count(touched.reduce((total, { difference }) => total + (difference?.[of] ?? 0), 0));
  const signed = (sign: string, count: number | undefined) => (count ? `${sign}${format.count(count)}` : "");
  const lessons = (difference: CalendarQuote["orders"][number]["difference"]) =>
    [signed("−", difference?.lessons_removed), signed("+", difference?.lessons_added)].filter(Boolean).join(" ");
  if (touched.length === 0) return <p>{words.changesNothing}</p>;
  return (
    <>
      <p>
        <b>{words.lessons(sum("lessons_removed"), sum("lessons_added"))}</b>
      </p>
      <ul>
        {touched.map(({ order_id, name, difference }) => (
          <li key={order_id}>
            <Name>{name}</Name> <span className="num quiet">{lessons(difference)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
