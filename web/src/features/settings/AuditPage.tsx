// Who did what here, the newest first: of one thing or of one person, where that is pressed.
import { useInfiniteQuery } from "@tanstack/react-query";
import { given } from "../../api/given";
import type { EventView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { text, useAddress } from "../../ui/address";
import { Button, SearchField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { More, Row, Rows, Table } from "../../ui/table";
import { newestEvents } from "../events/queries";
import { Subject } from "../events/Subject";
import { useActorName, useEventSentence } from "../events/words";
import { SettingsFrame } from "./SettingsFrame";
import { settingsMessages } from "./messages";

const ADDRESS = { subject: text(), actor: text() };

export function AuditPage() {
  const words = useMessages(settingsMessages);
  const [state, set] = useAddress(ADDRESS);
  const query = useInfiniteQuery(newestEvents(state));
  const narrowed = Boolean(state.subject || state.actor);
  return (
    <SettingsFrame page="audit">
      <div className="bar">
        <SearchField
          label={words.about}
          hint={words.aboutHint}
          value={state.subject}
          onSearch={(typed) => set({ subject: typed.trim() })}
        />
        <Csv path="/v1/events" query={{ order: "newest", ...given(state) }} name={words.audit} />
        {narrowed && <Button onClick={() => set({ subject: "", actor: "" })}>{words.showAll}</Button>}
      </div>
      <Loaded query={query}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0 && !query.hasNextPage)
            return <Empty drawing="bell" title={narrowed ? words.nothingOfIt : words.nothingYet} />;
          return (
            <>
              {/* A page works through so many events at most: one may hold nothing, and others follow. */}
              {items.length > 0 ? (
                <Events items={items} onNarrow={set} />
              ) : (
                <p className="quiet">{words.nothingSoFar}</p>
              )}
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </SettingsFrame>
  );
}

interface EventsProps {
  items: readonly EventView[];
  onNarrow: (to: { subject: string } | { actor: string }) => void;
}

function Events({ items, onNarrow }: EventsProps) {
  const words = useMessages(settingsMessages);
  const sentence = useEventSentence();
  const actor = useActorName();
  const format = useFormat();
  const zone = useZone();
  const about = (event: EventView) => (
    <Button look="line" onClick={() => onNarrow({ subject: event.subject })}>
      <Subject of={event} />
    </Button>
  );
  const who = (event: EventView) => {
    const { id } = event.actor;
    const name = <Name max={32}>{actor(event)}</Name>;
    if (!id) return name;
    return (
      <Button look="line" onClick={() => onNarrow({ actor: id })}>
        {name}
      </Button>
    );
  };
  return (
    <>
      <div className="only-l">
        <Table label={words.audit}>
          <thead>
            <tr>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.who}</th>
              <th scope="col">{words.about}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((event) => (
              <tr key={event.id}>
                <td className="nowrap">{format.moment(event.at, zone)}</td>
                <th scope="row">{sentence(event)}</th>
                <td>{who(event)}</td>
                <td>{about(event)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.audit}>
          {items.map((event) => (
            <Row
              key={event.id}
              title={sentence(event)}
              detail={
                <>
                  {who(event)} · {about(event)}
                </>
              }
              end={<span className="small">{format.moment(event.at, zone)}</span>}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
