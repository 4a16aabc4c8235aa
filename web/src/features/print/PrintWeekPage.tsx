// Weeks for paper: of one class, one teacher, all classes of an order, or of the school. A sheet each.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "../../api/clock";
import { addDays, isWeek, mondayOf, todayIn, weekOf, windowOf } from "../../api/days";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { byName } from "../classrooms/names";
import { lessonsIn } from "../lessons/queries";
import type { Lesson } from "../lessons/types";
import { weekSheet } from "../lessons/week-view/week";
import { WeekView } from "../lessons/week-view/WeekView";
import { printMessages } from "./messages";
import css from "./print.module.css";

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
  const query = useQuery(
    lessonsIn({
      ...windowOf(monday, zone, 7),
      ...(room ? { room } : {}),
      ...(teacher ? { teacher } : {}),
      ...(order ? { order_id: order } : {}),
    }),
  );
  const sheets = useMemo(() => sheetsOf(query.data ?? [], teacher), [query.data, teacher]);
  const range = words.weekOf(format.date(monday), format.date(addDays(monday, 6), "year"));
  return (
    <Page
      title={words.weeks}
      sub={`${range} · ${words.sheets(sheets.length, format.count(sheets.length))}`}
      acts={
        <span className="no-print">
          <Button look="main" disabled={sheets.length === 0} onClick={() => window.print()}>
            {words.print}
          </Button>
        </span>
      }
    >
      <Loaded query={query} rows={8}>
        {() =>
          sheets.length === 0 ? (
            <Empty drawing="ruler" title={words.nothing} />
          ) : (
            sheets.map(([name, lessons]) => (
              <section key={name} className={css["sheet"]}>
                <h2>
                  <Name>{name}</Name>
                  <span>{range}</span>
                </h2>
                <WeekView
                  label={name}
                  week={weekSheet(lessons, monday)}
                  beside={teacher ? "room" : "teacher"}
                  today=""
                  now={0}
                />
              </section>
            ))
          )
        }
      </Loaded>
    </Page>
  );
}

/** One a class, or the teacher's alone, by name. Paper does not know what is ready: states are left out. */
function sheetsOf(lessons: readonly Lesson[], teacher: string): [string, Lesson[]][] {
  const sheets = new Map<string, Lesson[]>();
  for (const lesson of lessons) {
    if (lesson.state === "cancelled") continue;
    const name = teacher || lesson.room;
    sheets.set(name, [...(sheets.get(name) ?? []), { ...lesson, state: "scheduled" }]);
  }
  return [...sheets].sort(([a], [b]) => byName(a, b));
}
