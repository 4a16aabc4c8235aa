// The lessons of an order by day and time, from today on unless the address says otherwise.
import { useInfiniteQuery } from "@tanstack/react-query";
import { now as currentTime, useNow } from "../../api/clock";
import { addDays, isDay, startOfDay, todayIn } from "../../api/days";
import type { OrderView } from "../../api/schema.gen";
import { day, useAddress } from "../../ui/address";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { LongBody, LongItems } from "../../ui/long";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Status, stateMessages } from "../../ui/status";
import { More, Row, Rows, Table } from "../../ui/table";
import { DateField } from "../../ui/when";
import { useLessonHref } from "../lessons/address";
import { clockOf, dateOf, shownState } from "../lessons/day";
import { LessonSheet } from "../lessons/LessonSheet";
import { lessonPages } from "../lessons/later";
import type { Lesson } from "../lessons/types";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";

const ADDRESS = { from: day(), to: day() };
const MINUTE_MS = 60_000;
const ROW_PX = 40;
const ITEM_PX = 56;

export function OrderLessonsPage() {
  return <OrderFrame tab="lessons">{(order) => <OrderLessons order={order} />}</OrderFrame>;
}

function OrderLessons({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const [address, set] = useAddress(ADDRESS);
  const zone = order.timetable.time_zone;
  const first = [order.term.first_day, todayIn(zone, currentTime())].sort()[1]!;
  const from = isDay(address.from) ? address.from : first > order.term.last_day ? order.term.first_day : first;
  const to = isDay(address.to) ? address.to : order.term.last_day;
  const last = to < from ? from : to;
  const asked = { from: startOfDay(from, zone), to: startOfDay(addDays(last, 1), zone), order_id: order.id };
  const query = useInfiniteQuery(lessonPages(asked));
  if (order.lessons_total === 0) return <Empty drawing="bell" title={words.alwaysOpen} />;
  return (
    <>
      <div className="bar">
        <DateField label={words.fromDay} value={from} onChange={(event) => set({ from: event.target.value })} />
        <DateField label={words.toDay} value={to} onChange={(event) => set({ to: event.target.value })} />
        <Csv path="/v1/lessons" query={asked} name={`${order.name} ${from} ${last}`} />
      </div>
      <Loaded query={query} rows={10}>
        {(data) => <Lessons lessons={data.pages.flatMap((page) => page.items)} />}
      </Loaded>
      <More query={query} />
      <LessonSheet />
    </>
  );
}

function Lessons({ lessons }: { lessons: readonly Lesson[] }) {
  const words = useMessages(orderMessages);
  const states = useMessages(stateMessages);
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const narrow = useNarrow();
  const href = useLessonHref();
  if (lessons.length === 0) return <Empty drawing="bell" title={words.noLessons} />;
  const when = (lesson: Lesson) => format.date(dateOf(lesson.starts_at_local), "short");
  const times = (lesson: Lesson) => `${clockOf(lesson.starts_at_local)} – ${clockOf(lesson.ends_at_local)}`;
  if (narrow) {
    return (
      <Rows label={words.lessonsTab}>
        <LongItems count={lessons.length} height={ITEM_PX}>
          {(index) => {
            const lesson = lessons[index]!;
            const state = shownState(lesson, now);
            return (
              <Row
                key={lesson.id}
                state={state}
                href={href(lesson.id)}
                title={
                  <>
                    <Name max={20}>{lesson.room}</Name> <Name max={30}>{lesson.title ?? lesson.lesson}</Name>
                  </>
                }
                detail={`${when(lesson)} · ${times(lesson)}`}
                end={<span aria-hidden="true">{states[state]}</span>}
              />
            );
          }}
        </LongItems>
      </Rows>
    );
  }
  return (
    <Table label={words.lessonsTab}>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col">{words.time}</th>
          <th scope="col">{words.classHead}</th>
          <th scope="col">{words.lesson}</th>
          <th scope="col">{words.teacher}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <LongBody count={lessons.length} height={ROW_PX} columns={6}>
        {(index) => {
          const lesson = lessons[index]!;
          return (
            <tr key={lesson.id}>
              <td className="nowrap">{when(lesson)}</td>
              <td className="nowrap">{times(lesson)}</td>
              <td>
                <Name max={24}>{lesson.room}</Name>
              </td>
              <th scope="row">
                <Go href={href(lesson.id)}>
                  <Name max={40}>{lesson.title ?? lesson.lesson}</Name>
                </Go>
              </th>
              <td className="quiet">
                <Name max={40}>{lesson.teachers.join(", ")}</Name>
              </td>
              <td>
                <Status state={shownState(lesson, now)} />
              </td>
            </tr>
          );
        }}
      </LongBody>
    </Table>
  );
}
