// The week of one class or one teacher, asked and drawn: on the page of weeks, and in an order.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "../../../api/clock";
import { mondayOf, todayIn, windowOf } from "../../../api/days";
import { useZone } from "../../../api/zone";
import { Empty } from "../../../ui/empty";
import { useMessages } from "../../../ui/language";
import { Loaded } from "../../../ui/loaded";
import { useLessonHref } from "../address";
import { useCarryTo } from "../changing/useCarryTo";
import { weekMessages } from "../week.messages";
import { lessonsIn } from "../queries";
import { weekSheet } from "./week";
import { WeekView } from "./WeekView";

interface WeekOfProps {
  week: string;
  /** Days are cut in it. */
  zone?: string;
  room?: string;
  teacher?: string;
  order?: string;
}

const MINUTE_MS = 60_000;

export function WeekOf({ week, zone, room, teacher, order }: WeekOfProps) {
  const words = useMessages(weekMessages);
  const own = useZone();
  const now = useNow(MINUTE_MS);
  const monday = mondayOf(week);
  const window = windowOf(monday, zone ?? own, 7);
  const asked = {
    ...window,
    ...(room ? { room } : {}),
    ...(teacher ? { teacher } : {}),
    ...(order ? { order_id: order } : {}),
  };
  const query = useQuery(lessonsIn(asked));
  const sheet = useMemo(() => weekSheet(query.data ?? [], monday, { cancelled: true }), [query.data, monday]);
  const lessonHref = useLessonHref();
  const carry = useCarryTo(teacher ? window : undefined);
  return (
    <Loaded query={query} rows={8}>
      {() =>
        sheet.lessons === 0 ? (
          <Empty drawing="ruler" title={words.noLessonsWeek} />
        ) : (
          <WeekView
            label={words.weekOf(room ?? teacher ?? "")}
            week={sheet}
            beside={teacher ? "room" : "teacher"}
            today={todayIn(zone ?? own, now)}
            now={now}
            lessonHref={lessonHref}
            carry={(room ?? teacher) ? carry : undefined}
          />
        )
      }
    </Loaded>
  );
}
