// What somebody has to look at: orders whose rooms are not there, in the API's own sentences. A view.
import { paths } from "../../app/paths";
import type { OrderSummary } from "../../api/schema.gen";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Section } from "../../ui/page";
import { Shape } from "../../ui/status";
import { FixBy } from "../orders/FixBy";
import { orderState, telling } from "../orders/state";
import { lessonMessages } from "../lessons/messages";
import css from "./today.module.css";

export function Needs({ orders }: { orders: readonly OrderSummary[] }) {
  const words = useMessages(lessonMessages);
  return (
    <Section title={words.needsYou} aside={orders.length > 0 && <span className="quiet">{orders.length}</span>}>
      {orders.length === 0 ? (
        <p className="quiet">{words.nothingNeedsYou}</p>
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
