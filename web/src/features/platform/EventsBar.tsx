import type { EventType } from "../../api/schema.gen";
import { Button, SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { DateField } from "../../ui/when";
import { EVENT_TYPES, eventTypeMessages } from "./event-words";
import { platformMessages } from "./messages";

export interface EventsFilter {
  type: "" | EventType;
  tenant: string;
  subject: string;
  actor: string;
  from: string;
  to: string;
}

interface EventsBarProps {
  filter: EventsFilter;
  onChange: (patch: Partial<EventsFilter>) => void;
  onClear?: () => void;
}

export function EventsBar({ filter, onChange, onClear }: EventsBarProps) {
  const words = useMessages(platformMessages);
  const names = useMessages(eventTypeMessages);
  return (
    <div className="bar" role="search">
      <SelectField
        label={words.type}
        value={filter.type}
        options={[["", words.any], ...EVENT_TYPES.map((type) => [type, names[type]] as const)]}
        onChange={(event) => onChange({ type: event.target.value as EventsFilter["type"] })}
      />
      <DateField label={words.from} value={filter.from} onChange={(event) => onChange({ from: event.target.value })} />
      <DateField label={words.to} value={filter.to} onChange={(event) => onChange({ to: event.target.value })} />
      {onClear && <Button onClick={onClear}>{words.clear}</Button>}
    </div>
  );
}
