// What the pages of one order share: its name, how it stands, what can be done with it, its parts.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { type OrderTab, paths } from "../../app/paths";
import type { Versioned } from "../../api/client";
import { useCan } from "../../api/permissions";
import type { OrderView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { ButtonLink } from "../../ui/link";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Page, Tabs } from "../../ui/page";
import { usePathParam } from "../../ui/params";
import { Strip } from "../../ui/strip";
import { MayNot, WhoMay } from "../me/MayNot";
import { CancelSheet } from "./CancelSheet";
import { FixBy } from "./FixBy";
import { useKindName } from "./kinds";
import { orderMessages } from "./messages";
import { Placed } from "./Placed";
import { Reserved } from "./Reserved";
import css from "./orders.module.css";
import { order as orderQuery } from "./queries";
import { orderState, telling } from "./state";
import { termOf } from "./words";

interface OrderFrameProps {
  tab?: OrderTab;
  children: (order: OrderView) => ReactNode;
}

export function OrderFrame({ tab, children }: OrderFrameProps) {
  const words = useMessages(orderMessages);
  const id = usePathParam("id");
  const query = useQuery(orderQuery(id));
  if (!query.data) {
    return (
      <Page
        title={words.needName}
        heading={query.error ? words.needName : <span className="vh">{words.needName}</span>}
      >
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  }
  return (
    <Found versioned={query.data} tab={tab}>
      {children}
    </Found>
  );
}

function Found({
  versioned,
  tab,
  children,
}: {
  versioned: Versioned<OrderView>;
  tab: OrderTab | undefined;
  children: (order: OrderView) => ReactNode;
}) {
  const order = versioned.data;
  const words = useMessages(orderMessages);
  const format = useFormat();
  const kindName = useKindName();
  const seats = order.rooms.reduce((sum, room) => sum + room.seats, 0);
  const rooms = format.count(order.classrooms.total);
  const parts: [OrderTab | undefined, string][] = [
    [undefined, words.summary],
    ["week", words.week],
    ["rooms", `${words.rooms} ${rooms}`],
    ["lessons", words.lessonsTab],
    ["history", words.history],
  ];
  return (
    <Page
      title={order.name}
      sub={words.subLine(kindName(order.kind), rooms, format.count(seats), termOf(format, order.term))}
      acts={<OrderActs versioned={versioned} />}
    >
      <Placed order={order} />
      <Reserved order={order} />
      <Standing order={order} />
      <Tabs
        label={words.parts}
        tabs={parts.map(([part, label]) => ({ href: paths.order(order.id, part), label, current: part === tab }))}
      />
      {children(order)}
    </Page>
  );
}

/** How it stands, in the API's sentence, while it is not as it should be. */
function Standing({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const state = orderState(order);
  const told = telling(order.conditions);
  return (
    <div className={css["strips"]}>
      {(state === "missed" || state === "warming" || state === "unknown" || state === "suspended") && told && (
        <Strip state={state}>
          <b>{told.message}</b> <FixBy of={told} />
        </Strip>
      )}
      {order.warnings.length > 0 && (
        <Strip state="warming">
          <b>{words.warnings}</b>
          <ul>
            {order.warnings.map((warning) => (
              <li key={warning.pointer + warning.code}>{warning.message}</li>
            ))}
          </ul>
        </Strip>
      )}
    </div>
  );
}

const ACTS = ["orders:amend", "orders:create", "orders:cancel"] as const;

/** What can be done with it. Whoever may not sees it all the same, and once who may. */
export function OrderActs({ versioned }: { versioned: Versioned<OrderView> }) {
  const words = useMessages(orderMessages);
  const order = versioned.data;
  const told = useId();
  const [cancelling, setCancelling] = useState(false);
  const [mayAmend, mayOrder, mayCancel] = [useCan(ACTS[0]), useCan(ACTS[1]), useCan(ACTS[2])];
  const over = Boolean(order.cancelled_at) || order.phase === "released" || order.phase === "terminating";
  const copy = mayOrder ? (
    <ButtonLink href={paths.copyOrder(order.id)}>{words.copyOrder}</ButtonLink>
  ) : (
    <MayNot to="orders:create" told={told}>
      {words.copyOrder}
    </MayNot>
  );
  const cancel = mayCancel ? (
    <Button look="warn" onClick={() => setCancelling(true)}>
      {words.cancelOrder}
    </Button>
  ) : (
    <MayNot to="orders:cancel" told={told} look="warn">
      {words.cancelOrder}
    </MayNot>
  );
  return (
    <>
      {!over &&
        (mayAmend ? (
          <ButtonLink href={paths.amendOrder(order.id)}>{words.amend}</ButtonLink>
        ) : (
          <MayNot to="orders:amend" told={told}>
            {words.amend}
          </MayNot>
        ))}
      {copy}
      {!over && order.phase !== "reserved" && cancel}
      <WhoMay id={told} to={ACTS} />
      {cancelling && <CancelSheet order={order} onClose={() => setCancelling(false)} />}
    </>
  );
}
