// One order at a glance: how far it is, its rooms with what needs somebody first, what happened last.
import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import type { OrderView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { Breaches } from "../breaches/Breaches";
import { RoomList } from "../classrooms/RoomList";
import { classrooms } from "../classrooms/queries";
import { gathered } from "../events/gather";
import { LessonSheet } from "../lessons/LessonSheet";
import { priceMessages } from "../prices/messages";
import { OrderCosts } from "../prices/OrderCosts";
import { History } from "./History";
import { orderMessages } from "./messages";
import { OrderFrame } from "./OrderFrame";
import css from "./orders.module.css";
import { orderEvents } from "./queries";
import { Steps } from "./Steps";

const ROOMS_SHOWN = 8;
const EVENTS_SHOWN = 6;

export function OrderPage() {
  return <OrderFrame>{(order) => <Summary order={order} />}</OrderFrame>;
}

function Summary({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const prices = useMessages(priceMessages);
  const format = useFormat();
  const zone = useZone();
  const rooms = useInfiniteQuery(classrooms({ order_id: order.id, sort: "attention", limit: ROOMS_SHOWN }));
  const events = useInfiniteQuery(orderEvents(order.id, useCan("events:read")));
  return (
    <div className="cols">
      <div className="stack">
        <Steps order={order} />
        <section>
          <Loaded query={rooms} rows={ROOMS_SHOWN}>
            {(data) => <RoomList label={words.rooms} rooms={data.pages.flatMap((page) => page.items)} inOrder />}
          </Loaded>
          {order.classrooms.total > ROOMS_SHOWN && (
            <p className={css["after"]}>
              <Go href={paths.order(order.id, "rooms")}>{words.allRooms(format.count(order.classrooms.total))}</Go>
            </p>
          )}
        </section>
      </div>
      <aside>
        <Section title={words.whatHappened} aside={<Go href={paths.order(order.id, "history")}>{words.allHistory}</Go>}>
          <Loaded query={events} rows={4}>
            {(found) => <History events={gathered(found.pages.flatMap((page) => page.items)).slice(0, EVENTS_SHOWN)} />}
          </Loaded>
        </Section>
        {order.price && <OrderCosts price={order.price} />}
        {order.price && <Breaches order={order.id} />}
        <Section title={words.orderInfo}>
          <Facts
            facts={[
              Boolean(order.external_id) && [words.yourNumber, <Name key="n">{order.external_id}</Name>],
              Boolean(order.purchase_order) && [words.purchaseOrder, <Name key="p">{order.purchase_order}</Name>],
              Boolean(order.cost_group) && [prices.costGroup, <Name key="g">{order.cost_group}</Name>],
              [words.lessons, format.count(order.lessons_total)],
              [words.version, format.count(order.generation)],
              [words.inForceSince, format.moment(order.effective_from, zone)],
              Boolean(order.ends_at) && [words.endsAt, format.moment(order.ends_at ?? "", zone)],
              [words.region, order.region],
              [words.zone, format.zone(order.timetable.time_zone)],
              [
                words.id,
                <span key="id" className="code">
                  {order.id}
                </span>,
              ],
            ]}
          />
        </Section>
      </aside>
      <LessonSheet />
    </div>
  );
}
