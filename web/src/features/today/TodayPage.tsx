// Home of a school: a teacher's own lessons first, what needs somebody, the day by class, the quota.
import { ButtonLink } from "../../ui/link";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { todayIn, weekOf, windowOf } from "../../api/days";
import { useCan } from "../../api/permissions";
import { useMe } from "../../api/me";
import { useZone } from "../../api/zone";

import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { useNarrow } from "../../ui/narrow";
import { Page, Section } from "../../ui/page";
import { part } from "../../ui/part";
import { asRung, nextBell } from "../bells/bell";
import { schoolBells } from "../bells/queries";
import { LessonSheet } from "../lessons/LessonSheet";
import type { BoardRow } from "../lessons/board";
import { lessonMessages } from "../lessons/messages";
import { lessonCount, lessonsIn } from "../lessons/queries";
import { useDay } from "../lessons/useDay";
import { troubledOrders } from "../orders/troubled";
import { needsSomebody } from "../orders/state";
import { Quota } from "../usage/Quota";
import { quotaUsage } from "../usage/queries";
import { BOARD, teaches } from "./asked";
import { Mine } from "./Mine";
import { missedBy } from "./missed";
import { Needs } from "./Needs";
import { SchoolDay } from "./SchoolDay";

const MayNot = part(() => import("../me/MayNot"), "MayNot");
const Unfit = part(() => import("./Unfit"), "Unfit");
const MINUTE_MS = 60_000;

export function TodayPage() {
  const words = useMessages(lessonMessages);
  const format = useFormat();
  const narrow = useNarrow();
  const orders = useCan("orders:create");
  const zone = useZone();
  const today = todayIn(zone, useNow(MINUTE_MS));
  const sees = useCan("lessons:read");
  const day = useDay(today, BOARD.by, "", BOARD.limit, sees);
  const lessons = useQuery({ ...lessonCount(windowOf(today, zone)), enabled: sees }).data;
  const denied = !orders && (
    <Suspense>
      <MayNot to="orders:create">{words.newOrder}</MayNot>
    </Suspense>
  );
  const side = (
    <>
      <NeedsSection today={today} rows={day.rows} />
      <QuotaSection />
    </>
  );
  return (
    <Page
      title={words.today}
      heading={format.date(today, "long")}
      sub={[
        ...(lessons === undefined ? [] : [lessonsSaid(words, lessons, format.count(lessons))]),
        words.weekNumber(String(Number(weekOf(today).slice(6)))),
      ].join(" · ")}
      acts={
        <>
          {!narrow && denied}
          {!narrow && sees && <ButtonLink href={paths.day()}>{words.printDay}</ButtonLink>}
          {orders && <ButtonLink href={paths.newOrder()}>{words.newOrder}</ButtonLink>}
        </>
      }
    >
      <div className="cols">
        <div className="stack">
          <MineSection today={today} />
          {(narrow || !sees) && <NeedsSection today={today} rows={day.rows} />}
          {sees && (
            <Loaded query={day.query}>
              {() => <SchoolDay rows={day.rows} more={day.query.hasNextPage} columns={day.columns} now={day.now} />}
            </Loaded>
          )}
        </div>
        <aside>
          {narrow || !sees ? <QuotaSection /> : side}
          <Suspense>{orders && <Unfit />}</Suspense>
        </aside>
        {/* On a phone lessons come first, and what somebody else may do comes last. */}
        {narrow && denied}
      </div>
      <LessonSheet />
    </Page>
  );
}

function lessonsSaid(
  words: { lessonsThisDay: (n: number, text: string) => string; noLessonsShort: string },
  n: number,
  text: string,
) {
  return n === 0 ? words.noLessonsShort : words.lessonsThisDay(n, text);
}

function MineSection({ today }: { today: string }) {
  const me = useMe();
  const zone = useZone();
  const does = teaches(me);
  const query = useQuery({ ...lessonsIn({ ...windowOf(today, zone), teacher: "me" }), enabled: does });
  if (!does) return null;
  return (
    <Loaded query={query} rows={2}>
      {(lessons) => <Mine lessons={lessons} />}
    </Loaded>
  );
}

function NeedsSection({ today, rows }: { today: string; rows: readonly BoardRow[] }) {
  const may = useCan("orders:read");
  const zone = useZone();
  const now = useNow(MINUTE_MS);
  const query = useQuery({ ...troubledOrders(), enabled: may });
  const bells = useQuery({ ...schoolBells(today, zone), enabled: useCan("lessons:read") }).data?.map((bell) =>
    asRung(bell, now),
  );
  if (!may) return null;
  const bell = bells?.[nextBell(bells, now)];
  const missed = bell && missedBy(rows, { time: bell.time, missed: bell.counts.missed ?? 0 }, now);
  return (
    <Loaded query={query} rows={2}>
      {(orders) => <Needs orders={orders.filter(needsSomebody)} bell={bell} missed={missed ?? []} />}
    </Loaded>
  );
}

function QuotaSection() {
  const words = useMessages(lessonMessages);
  const may = useCan("usage:read");
  const query = useQuery({ ...quotaUsage(), enabled: may });
  if (!may) return null;
  return (
    <Section title={words.quota}>
      <Loaded query={query} rows={2}>
        {(quota) => <Quota quota={quota} />}
      </Loaded>
    </Section>
  );
}
