// What somebody has to look at: orders whose rooms are not there, in the API's own sentences. A view.
import { paths } from "../../app/paths";
import type { OrderSummary } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Shape } from "../../ui/status";
import { clipped } from "../../ui/texts";
import { type Bell, readyShare } from "../bells/bell";
import { FixBy } from "../orders/FixBy";
import { orderState, telling } from "../orders/state";
import { lessonMessages } from "../lessons/messages";
import css from "./today.module.css";

/** Of a name within a sentence. */
const NAME_MAX = 24;

interface NeedsProps {
  orders: readonly OrderSummary[];
  /** The one that is next, or runs. */
  bell?: Bell | undefined;
  /** Classes that have no room at it, where they are few. */
  missed?: readonly string[];
}

export function Needs({ orders, bell, missed = [] }: NeedsProps) {
  const words = useMessages(lessonMessages);
  return (
    <Section title={words.needsYou} aside={orders.length > 0 && <span className="quiet">{orders.length}</span>}>
      {bell && <AtBell bell={bell} named={missed} />}
      {orders.length === 0 ? (
        !bell?.counts.missed && <p className="quiet">{words.nothingNeedsYou}</p>
      ) : (
        <ul className={css["todo"]}>
          {orders.map((order) => {
            const told = telling(order.conditions);
            return (
              <li key={order.id}>
                <Shape state={orderState(order)} />
                <div>
                  <Go href={paths.order(order.id)}>
                    <Name>{order.name}</Name>
                  </Go>
                  <p className="quiet">
                    {told?.message} <FixBy of={told} />
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}

/** How the rooms of a bell stand, once that is known of all of them or of one that is not ready. */
function AtBell({ bell, named }: { bell: Bell; named: readonly string[] }) {
  const words = useMessages(lessonMessages);
  const format = useFormat();
  const { rooms, time } = bell;
  const missed = bell.counts.missed ?? 0;
  if (missed > 0)
    return (
      <p className={css["bell"]}>
        <Shape state="missed" />{" "}
        <Go href={paths.day({ at: time, state: "missed" })}>
          {named.length > 0
            ? words.namedNotReadyFor(
                named.map((name) => clipped(name, NAME_MAX)),
                time,
              )
            : words.notReadyFor(missed, format.count(missed), time)}
        </Go>
      </p>
    );
  return readyShare(bell) === 1 ? (
    <p className={css["bell"]}>
      <Shape state="ready" /> {words.allReady(rooms, format.count(rooms), time)}
    </p>
  ) : null;
}
