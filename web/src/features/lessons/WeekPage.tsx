// The week of a class or a teacher: whose it is and which week stand in the address.
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { addDays, addWeeks, isWeek, mondayOf, todayIn, weekOf, windowOf } from "../../api/days";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { Hold } from "./hold/Hold";
import { LessonSheet } from "./LessonSheet";
import { weekMessages } from "./week.messages";
import css from "./week-view/week.module.css";
import { WeekOf } from "./week-view/WeekOf";
import { WhoPicker } from "./WhoPicker";
import { Subscribe } from "../subscriptions/Subscribe";

const ADDRESS = { room: text(), teacher: text(), week: text() };
const MINUTE_MS = 60_000;

export function WeekPage() {
  const words = useMessages(weekMessages);
  const [address] = useAddress(ADDRESS);
  const zone = useZone();
  const current = weekOf(todayIn(zone, useNow(MINUTE_MS)));
  const week = isWeek(address.week) ? address.week : current;
  const who = address.room || address.teacher;
  const whose = address.room ? { room: address.room } : address.teacher ? { teacher: address.teacher } : {};
  return (
    <Page
      title={who ? words.weekOf(who) : words.weekTitle}
      heading={who ? <Name>{who}</Name> : words.weekTitle}
      sub={<WeekSteps week={week} current={current} href={(other) => paths.week({ ...whose, week: other })} />}
      acts={
        <>
          {address.room && <Hold key={address.room} room={address.room} />}
          {who && (
            <Subscribe
              key={who}
              of={who}
              to={address.room ? { room: address.room } : { scope: { teacher: address.teacher } }}
            />
          )}
          {who && (
            <Csv
              path="/v1/lessons"
              query={{ ...windowOf(mondayOf(week), zone, 7), ...whose }}
              name={`${who} ${week}`}
            />
          )}
          {who && <ButtonLink href={paths.printWeek({ ...whose, week })}>{words.print}</ButtonLink>}
          <ButtonLink href={paths.day()}>{words.wholeDay}</ButtonLink>
        </>
      }
    >
      <div className={css["layout"]}>
        <WhoPicker
          by={address.teacher ? "teacher" : "room"}
          who={who}
          week={isWeek(address.week) ? address.week : ""}
        />
        {who ? <WeekOf key={who} week={week} {...whose} /> : <Empty drawing="ruler" title={words.choose} />}
      </div>
      <LessonSheet />
    </Page>
  );
}

/** A week's days, and the way to the weeks beside it. */
export function WeekSteps({ week, current, href }: { week: string; current: string; href: (week: string) => string }) {
  const words = useMessages(weekMessages);
  const format = useFormat();
  const monday = mondayOf(week);
  return (
    <nav className="acts" aria-label={words.weekTitle}>
      <Go href={href(addWeeks(week, -1))} aria-label={words.weekBefore} replace className={css["step"] ?? ""}>
        {"‹"}
      </Go>
      <span className="nowrap">{`${format.date(monday)} – ${format.date(addDays(monday, 6))}`}</span>
      <Go href={href(addWeeks(week, 1))} aria-label={words.weekAfter} replace className={css["step"] ?? ""}>
        {"›"}
      </Go>
      {week !== current && (
        <Go href={href("")} replace>
          {words.thisWeek}
        </Go>
      )}
    </nav>
  );
}
