// How far an order is: ordered, admitted, placed, made, ready, in the API's own sentences. A view.
import type { OrderView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { cx } from "../../ui/classes";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Shape } from "../../ui/status";
import { orderMessages } from "./messages";
import css from "./orders.module.css";
import { conditionState } from "./state";

export function Steps({ order }: { order: OrderView }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const zone = useZone();
  const names: Record<string, string> = {
    Admitted: words.stepAdmitted,
    Placed: words.stepPlaced,
    Provisioned: words.stepProvisioned,
    Ready: words.stepReady,
  };
  return (
    <ol className={css["line"]} aria-label={words.steps}>
      <li>
        <span className={css["shape"]}>
          <Shape state="ready" />
        </span>
        <b>{words.stepOrdered}</b>
        <p className="small quiet">{format.moment(order.created_at, zone)}</p>
      </li>
      {order.conditions.map((condition) => {
        const state = conditionState(condition);
        return (
          <li key={condition.type} className={cx(state !== "ready" && css["open"])}>
            <span className={css["shape"]}>
              <Shape state={state} />
            </span>
            <b>{names[condition.type] ?? condition.type}</b>
            <p className="small quiet">
              {condition.type === "Ready" || condition.status !== "true"
                ? condition.message
                : format.moment(condition.since, zone)}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
