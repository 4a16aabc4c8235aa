// Events as a table. Whose, who and what about narrow the list: one press instead of a copied id.
import { paths } from "../../app/paths";
import { Button } from "../../ui/controls";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { Subject } from "../events/Subject";
import { eventTypeMessages } from "./event-words";
import type { EventsFilter } from "./EventsBar";
import { platformMessages } from "./messages";
import type { ToldEvent } from "./queries";

interface EventListProps {
  events: readonly ToldEvent[];
  ofAll: boolean;
  onNarrow: (patch: Partial<EventsFilter>) => void;
}

export function EventList({ events, ofAll, onNarrow }: EventListProps) {
  const words = useMessages(platformMessages);
  const format = useFormat();
  const what = useWhat();
  const whose = (event: ToldEvent) =>
    event.tenant_id ? (
      <Go href={paths.opsTenant(event.tenant_id)}>
        <Name max={32}>{event.tenant_name}</Name>
      </Go>
    ) : (
      <span className="quiet">{words.platformItself}</span>
    );
  return (
    <>
      <div className="only-l">
        <Table label={words.events} dense>
          <thead>
            <tr>
              <th scope="col">{words.at}</th>
              <th scope="col">{words.what}</th>
              {ofAll && <th scope="col">{words.institution}</th>}
              <th scope="col">{words.who}</th>
              <th scope="col">{words.subject}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.id}>
                <td className="nowrap">{format.moment(event.at)}</td>
                <th scope="row">
                  {what(event)} <Reason of={event} />
                </th>
                {ofAll && <td>{whose(event)}</td>}
                <td>
                  <Who of={event.actor} onNarrow={onNarrow} />
                </td>
                <td>
                  <Button look="line" onClick={() => onNarrow({ subject: event.subject })}>
                    <Subject of={event} />
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.events}>
          {events.map((event) => (
            <Row
              key={event.id}
              title={what(event)}
              detail={
                <>
                  {ofAll && whose(event)} <Reason of={event} />
                </>
              }
              end={<span className="small">{format.moment(event.at)}</span>}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

function useWhat(): (event: ToldEvent) => string {
  const names = useMessages(eventTypeMessages) as Record<string, string>;
  return (event) => names[event.type] ?? event.type;
}

function Reason({ of }: { of: ToldEvent }) {
  const reason = of.data["reason"];
  return typeof reason === "string" ? <bdi className="small quiet">{reason}</bdi> : null;
}

function Who({ of, onNarrow }: { of: ToldEvent["actor"]; onNarrow: (patch: Partial<EventsFilter>) => void }) {
  const words = useMessages(platformMessages);
  const kinds: Record<string, string> = {
    system: words.actorSystem,
    operator: words.actorOperator,
    api_key: words.actorKey,
    user: words.actorUser,
  };
  const id = of.id;
  const said = of.name ? <Name max={32}>{of.name}</Name> : (kinds[of.type] ?? of.type);
  if (!id) return <span className="quiet">{said}</span>;
  return (
    <Button look="line" onClick={() => onNarrow({ actor: id })}>
      {said}
    </Button>
  );
}
