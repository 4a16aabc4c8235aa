// The list of orders: a table, on a phone lines of two. A view.
import { paths } from "../../app/paths";
import type { OrderSummary } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { LongBody, LongItems } from "../../ui/long";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Status } from "../../ui/status";
import { Row, Rows, Table } from "../../ui/table";
import { orderMessages } from "./messages";
import css from "./orders.module.css";
import { orderState, telling } from "./state";
import { roomsOf, termOf, useMoment, useStateWord } from "./words";

const ROW_PX = 40;
const ITEM_PX = 64;

export function OrderList({ orders }: { orders: readonly OrderSummary[] }) {
  const words = useMessages(orderMessages);
  const narrow = useNarrow();
  if (narrow) {
    return (
      <Rows label={words.orders}>
        <LongItems count={orders.length} height={ITEM_PX}>
          {(index) => <OrderItem key={orders[index]!.id} order={orders[index]!} />}
        </LongItems>
      </Rows>
    );
  }
  return (
    <Table label={words.orders}>
      <thead>
        <tr>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.term}</th>
          <th scope="col" className="num">
            {words.rooms}
          </th>
          <th scope="col" className="num">
            {words.lessons}
          </th>
          <th scope="col" className="num">
            {words.nextChange}
          </th>
        </tr>
      </thead>
      <LongBody count={orders.length} height={ROW_PX} columns={6}>
        {(index) => <OrderRow key={orders[index]!.id} order={orders[index]!} />}
      </LongBody>
    </Table>
  );
}

/** The sentence that an order's line needs: only where it is not as it should be. */
function why(order: OrderSummary): string | undefined {
  const state = orderState(order);
  if (state === "ready" || state === "ended" || state === "cancelled") return undefined;
  const told = telling(order.conditions);
  return told?.status === "true" ? undefined : told?.message;
}

function OrderRow({ order }: { order: OrderSummary }) {
  const format = useFormat();
  const zone = useZone();
  const moment = useMoment();
  const stateWord = useStateWord();
  const because = why(order);
  return (
    <tr>
      <td>
        <Status state={orderState(order)}>{stateWord(order)}</Status>
      </td>
      <th scope="row">
        <Go href={paths.order(order.id)}>
          <Name>{order.name}</Name>
        </Go>
        {because && <span className={css["why"]}>{because}</span>}
      </th>
      <td className="nowrap quiet">{termOf(format, order.term)}</td>
      <td className="num">
        {order.classrooms.ready_now < order.classrooms.wanted_now ? (
          <Go href={paths.order(order.id, "rooms")}>{roomsOf(format, order.classrooms)}</Go>
        ) : (
          roomsOf(format, order.classrooms)
        )}
      </td>
      <td className="num">{format.count(order.lessons_total)}</td>
      <td className="num">{order.next_change_at ? moment(order.next_change_at, zone) : "–"}</td>
    </tr>
  );
}

function OrderItem({ order }: { order: OrderSummary }) {
  const format = useFormat();
  const zone = useZone();
  const moment = useMoment();
  const stateWord = useStateWord();
  return (
    <Row
      state={orderState(order)}
      said={stateWord(order)}
      href={paths.order(order.id)}
      title={<Name>{order.name}</Name>}
      detail={why(order) ?? termOf(format, order.term)}
      end={
        <>
          <b>{roomsOf(format, order.classrooms)}</b>
          {order.next_change_at && <span className={css["next"]}>{moment(order.next_change_at, zone)}</span>}
        </>
      }
    />
  );
}
