// Weeks for paper: of one class, one teacher, all classes of an order, or of the school. A sheet each.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "../../api/clock";
import { addDays, isWeek, mondayOf, todayIn, weekOf, windowOf } from "../../api/days";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty, Skeleton } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { useSeek } from "../../ui/seek";
import { Failed } from "../../ui/strip";
import { weekSheet } from "../lessons/week-view/week";
import { WeekView } from "../lessons/week-view/WeekView";
import { printMessages } from "./messages";
import css from "./print.module.css";
import { lessonsToPrint } from "./queries";
import { sheetsOf } from "./sheets";

const ADDRESS = { room: text(), teacher: text(), order: text(), week: text() };
const MINUTE_MS = 60_000;

export function PrintWeekPage() {
  const words = useMessages(printMessages);
  const format = useFormat();
  const zone = useZone();
  const [{ room, teacher, order, week: asked }] = useAddress(ADDRESS);
  const now = useNow(MINUTE_MS);
  const today = todayIn(zone, now);
  const monday = mondayOf(isWeek(asked) ? asked : weekOf(today));
  const query = useInfiniteQuery(
    lessonsToPrint({
      ...windowOf(monday, zone, 7),
      ...(room ? { room } : {}),
      ...(teacher ? { teacher } : {}),
      ...(order ? { order_id: order } : {}),
    }),
  );
  useSeek(query, true);
  const lessons = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const isWhole = query.data !== undefined && !query.hasNextPage;
  const sheets = useMemo(() => (isWhole ? sheetsOf(lessons, teacher) : []), [isWhole, lessons, teacher]);
  const range = words.weekOf(format.date(monday), format.date(addDays(monday, 6), "year"));
  return (
    <Page
      title={words.weeks}
      sub={isWhole ? `${range} · ${words.sheets(sheets.length, format.count(sheets.length))}` : range}
      acts={
        <span className="no-print">
          <Button look="main" disabled={sheets.length === 0} onClick={() => window.print()}>
            {words.print}
          </Button>
        </span>
      }
    >
      <p role="status" className="small quiet no-print">
        {!isWhole && !query.error && words.loading(format.count(lessons.length))}
      </p>
      {!isWhole && query.error && <Failed error={query.error} again={() => void again(query)} />}
      {!isWhole && !query.error && <Skeleton rows={8} />}
      {isWhole && sheets.length === 0 && <Empty drawing="ruler" title={words.nothing} />}
      {sheets.map(([name, ofOne]) => (
        <section key={name} className={css["sheet"]}>
          <h2>
            <Name>{name}</Name>
            <span>{range}</span>
          </h2>
          <WeekView
            label={name}
            week={weekSheet(ofOne, monday)}
            beside={teacher ? "room" : "teacher"}
            today=""
            now={0}
          />
        </section>
      ))}
    </Page>
  );
}

/** From the page on that was refused: those before it are there. */
function again(query: { data: unknown; refetch: () => unknown; fetchNextPage: () => unknown }): unknown {
  return query.data === undefined ? query.refetch() : query.fetchNextPage();
}
