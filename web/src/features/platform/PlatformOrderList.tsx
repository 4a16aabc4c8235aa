// Orders of all institutions: whose, where, how it stands, why, and who can mend it.
import { useId, useState } from "react";
import { paths } from "../../app/paths";
import { useCan } from "../../api/permissions";
import type { PlatformOrderView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { LongBody, LongItems } from "../../ui/long";
import { Name } from "../../ui/name";
import { useNarrow } from "../../ui/narrow";
import { Status } from "../../ui/status";
import { Row, Rows, Table } from "../../ui/table";
import { FixBy } from "../orders/FixBy";
import { clustersMessages } from "../clusters/messages";
import { MayNot, WhoMay } from "../me/MayNot";
import { movesMessages } from "../moves/messages";
import { MoveSheet } from "../moves/MoveSheet";
import { platformMessages } from "./messages";
import { isPaused, stateOf, whyNot } from "./order-state";
import { PauseOrderSheet } from "./PauseOrderSheet";

/** A row with its buttons, and an item on a phone. */
const ROW_PX = 37;
const ITEM_PX = 64;
const TO = "clusters:manage";

export function PlatformOrderList({ orders }: { orders: readonly PlatformOrderView[] }) {
  const words = useMessages(platformMessages);
  const told = useId();
  if (useNarrow()) {
    return (
      <Rows label={words.orders}>
        <LongItems count={orders.length} height={ITEM_PX}>
          {(index) => <OrderItem key={orders[index]!.id} order={orders[index]!} />}
        </LongItems>
      </Rows>
    );
  }
  return (
    <div className="stack-s">
      <Table label={words.orders} dense>
        <thead>
          <tr>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.institution}</th>
            <th scope="col">{words.order}</th>
            <th scope="col">{words.cluster}</th>
            <th scope="col" className="num">
              {words.roomsReady}
            </th>
            <th scope="col">{words.why}</th>
            <th scope="col">{words.whoMends}</th>
            <th scope="col" className="num">
              {words.nextChange}
            </th>
            <td />
          </tr>
        </thead>
        <LongBody count={orders.length} height={ROW_PX} columns={9}>
          {(index) => <OrderRow key={orders[index]!.id} order={orders[index]!} told={told} />}
        </LongBody>
      </Table>
      {orders.some((order) => order.cluster_id) && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}

function OrderItem({ order }: { order: PlatformOrderView }) {
  return (
    <Row
      state={stateOf(order)}
      href={orderAs(order)}
      title={
        <>
          <Name max={24}>{order.tenant_name}</Name> · <Name max={24}>{order.name}</Name>
        </>
      }
      detail={whyNot(order)?.message ?? order.cluster_name}
      end={<Rooms order={order} />}
    />
  );
}

/** The order as its institution sees it. */
function orderAs(order: PlatformOrderView): string {
  return `${paths.order(order.id)}?as=${order.tenant_id}`;
}

function OrderRow({ order, told }: { order: PlatformOrderView; told: string }) {
  const moves = useMessages(movesMessages);
  const format = useFormat();
  const manage = useCan(TO);
  const clusters = useMessages(clustersMessages);
  const [open, setOpen] = useState<"move" | "pause">();
  const close = () => setOpen(undefined);
  const why = whyNot(order);
  const pause = isPaused(order) ? clusters.unpause : clusters.pause;
  return (
    <tr>
      <td>
        <Status state={stateOf(order)} />
      </td>
      <th scope="row">
        <Go href={paths.opsTenant(order.tenant_id)}>
          <Name max={40}>{order.tenant_name}</Name>
        </Go>
      </th>
      <td>
        <Go href={orderAs(order)}>
          <Name max={40}>{order.name}</Name>
        </Go>
      </td>
      <td className="nowrap">
        {order.cluster_id && <Go href={paths.opsCluster(order.cluster_id)}>{order.cluster_name}</Go>}
      </td>
      <td className="num">
        <Rooms order={order} />
      </td>
      <td>{why?.message}</td>
      <td>
        <FixBy of={why} />
      </td>
      <td className="num">{order.next_change_at && format.moment(order.next_change_at)}</td>
      <td>
        {order.cluster_id && (
          <span className="acts">
            {manage ? (
              <>
                <Button look="small" onClick={() => setOpen("move")}>
                  {moves.move}
                </Button>
                <Button look="small" onClick={() => setOpen("pause")}>
                  {pause}
                </Button>
              </>
            ) : (
              [moves.move, pause].map((word) => (
                <MayNot key={word} to={TO} told={told} look="small">
                  {word}
                </MayNot>
              ))
            )}
          </span>
        )}
        {open === "move" && <MoveSheet order={order} onClose={close} />}
        {open === "pause" && <PauseOrderSheet order={order} onClose={close} />}
      </td>
    </tr>
  );
}

function Rooms({ order }: { order: PlatformOrderView }) {
  const words = useMessages(platformMessages);
  const format = useFormat();
  const { ready_now, wanted_now } = order.classrooms;
  return wanted_now === 0 ? "–" : words.of(format.count(ready_now), format.count(wanted_now));
}
