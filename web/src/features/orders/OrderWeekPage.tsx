// A week of one class of an order, to read.
import { paths } from "../../app/paths";
import { useNow } from "../../api/clock";
import { isWeek, todayIn, weekOf } from "../../api/days";
import type { OrderView } from "../../api/schema.gen";
import { text, useAddress } from "../../ui/address";
import { SelectField } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { useMessages } from "../../ui/language";
import { byName } from "../classrooms/names";
import { LessonSheet } from "../lessons/LessonSheet";
import { WeekSteps } from "../lessons/WeekPage";
import { WeekOf } from "../lessons/week-view/WeekOf";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";

const ADDRESS = { room: text(), week: text() };
const MINUTE_MS = 60_000;

export function OrderWeekPage() {
  return <OrderFrame tab="week">{(order) => <OrderWeek order={order} />}</OrderFrame>;
}

function OrderWeek({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const [address, set] = useAddress(ADDRESS);
  const zone = order.timetable.time_zone;
  const today = todayIn(zone, useNow(MINUTE_MS));
  const keys = order.rooms.map((room) => room.key).sort(byName);
  const room = keys.includes(address.room) ? address.room : (keys[0] ?? "");
  const within = [order.term.first_day, today, order.term.last_day].sort()[1]!;
  const current = weekOf(within);
  const week = isWeek(address.week) ? address.week : current;
  const href = (other: string) => {
    const query = new URLSearchParams({
      ...(address.room ? { room } : {}),
      ...(other ? { week: other } : {}),
    }).toString();
    return paths.order(order.id, "week") + (query && `?${query}`);
  };
  return (
    <>
      <div className="bar">
        <SelectField
          label={words.classHead}
          value={room}
          options={keys.map((key) => [key, key] as const)}
          onChange={(event) => set({ room: event.target.value })}
        />
        <WeekSteps week={week} current={current} href={href} />
        <ButtonLink href={paths.printWeek({ order: order.id, week })}>{words.printAll}</ButtonLink>
      </div>
      <WeekOf week={week} zone={zone} room={room} order={order.id} />
      <LessonSheet />
    </>
  );
}
