// What happened to an order, the newest first. A view.
import { dayIn, useFormat } from "../../ui/format";
import { now } from "../../api/clock";
import { todayIn } from "../../api/days";
import type { EventView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useMessages } from "../../ui/language";
import { Name } from "../../ui/name";
import { gathered } from "../events/gather";
import { useActorName, useEventSentence } from "../events/words";
import { orderMessages } from "./messages";
import css from "./orders.module.css";

export function History({ events }: { events: readonly EventView[] }) {
  const words = useMessages(orderMessages);
  const format = useFormat();
  const zone = useZone();
  const sentence = useEventSentence();
  const actor = useActorName();
  if (events.length === 0) return <p className="quiet">{words.nothingHappened}</p>;
  const today = todayIn(zone, now());
  return (
    <ol className={css["history"]}>
      {gathered(events).map((event) => (
        <li key={event.id}>
          <time className="quiet" dateTime={event.at}>
            {dayIn(zone, event.at) === today ? format.time(event.at, zone) : format.moment(event.at, zone)}
          </time>
          <span>
            {sentence(event)}
            {event.actor.type !== "system" && (
              <span className="quiet">
                {" · "}
                <Name>{actor(event)}</Name>
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
