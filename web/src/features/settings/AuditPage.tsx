// Who did what here, the newest first: of one thing or of one person, where that is pressed, of one sort, within some days.
import { useInfiniteQuery } from "@tanstack/react-query";
import { given } from "../../api/given";
import type { EventView } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { useAddress } from "../../ui/address";
import { Button, SearchField, SelectField } from "../../ui/controls";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Loaded } from "../../ui/loaded";
import { Name } from "../../ui/name";
import { More, Row, Rows, Table } from "../../ui/table";
import { DateField } from "../../ui/when";
import { newestEvents } from "../events/queries";
import { Subject } from "../events/Subject";
import { useActorName, useEventSentence } from "../events/words";
import { eventTypeMessages } from "../platform/event-words";
import { AUDIT_ADDRESS, AUDIT_TYPES, type AuditAddress, auditAsked, EVERYTHING } from "./audit";
import { SettingsFrame } from "./SettingsFrame";
import { settingsMessages } from "./messages";

export function AuditPage() {
  const words = useMessages(settingsMessages);
  const [state, set] = useAddress(AUDIT_ADDRESS);
  const asked = auditAsked(state, useZone());
  const query = useInfiniteQuery(newestEvents(asked));
  const narrowed = Object.values(state).some((value) => value !== "");
  return (
    <SettingsFrame page="audit">
      <div className="bar">
        <SearchField
          label={words.about}
          hint={words.aboutHint}
          value={state.subject}
          onSearch={(typed) => set({ subject: typed.trim() })}
        />
        <Narrowing state={state} set={set} />
        <Csv path="/v1/events" query={{ order: "newest", ...given(asked) }} name={words.audit} />
        {narrowed && <Button onClick={() => set(EVERYTHING)}>{words.showAll}</Button>}
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

function Narrowing({ state, set }: { state: AuditAddress; set: (patch: Partial<AuditAddress>) => void }) {
  const words = useMessages(settingsMessages);
  const names = useMessages(eventTypeMessages);
  return (
    <>
      <SelectField
        label={words.what}
        value={state.type}
        options={[["", words.everything], ...AUDIT_TYPES.map((type) => [type, names[type]] as const)]}
        onChange={(event) => set({ type: event.target.value as AuditAddress["type"] })}
      />
      <DateField label={words.from} value={state.from} onChange={(event) => set({ from: event.target.value })} />
      <DateField label={words.to} value={state.to} onChange={(event) => set({ to: event.target.value })} />
    </>
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
