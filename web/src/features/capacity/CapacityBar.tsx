// Which resource, which day, by the hour or by the day.
import { Button, SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Icon } from "../../ui/status";
import { DateField } from "../../ui/when";
import { type By, moved } from "./cells";
import { capacityMessages } from "./messages";
import { HEATED, isStored, type Scarce } from "./units";

interface CapacityBarProps {
  resource: Scarce;
  by: By;
  day: string;
  onChange: (patch: { resource?: Scarce; by?: By; from?: string; cluster?: string; at?: string }) => void;
}

export function CapacityBar({ resource, by, day, onChange }: CapacityBarProps) {
  const words = useMessages(capacityMessages);
  return (
    <div className="bar">
      <SelectField
        label={words.resource}
        value={resource}
        options={HEATED.map((one) => [one, words[one]] as const)}
        onChange={(event) => {
          const next = event.target.value as Scarce;
          const sameRows = isStored(next) === isStored(resource);
          onChange({ resource: next, ...(sameRows ? {} : { cluster: "", at: "" }) });
        }}
      />
      <SelectField
        label={words.by}
        value={by}
        options={[
          ["hour", words.hour],
          ["day", words.week],
        ]}
        onChange={(event) => onChange({ by: event.target.value as By, at: "" })}
      />
      <DateField
        label={words.day}
        value={day}
        onChange={(event) => event.target.value && onChange({ from: event.target.value, at: "" })}
      />
      <Button aria-label={words.earlier} onClick={() => onChange({ from: moved(day, by, -1), at: "" })}>
        <Icon name="left" />
      </Button>
      <Button aria-label={words.later} onClick={() => onChange({ from: moved(day, by, 1), at: "" })}>
        <Icon name="right" />
      </Button>
      <Button onClick={() => onChange({ from: "", at: "" })}>{words.today}</Button>
    </div>
  );
}
