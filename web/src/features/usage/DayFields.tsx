// From which day to which, both included: what every page about usage begins with.
import { TextField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { usageMessages } from "./messages";

interface DayFieldsProps {
  first: string;
  last: string;
  onChange: (to: { from: string } | { to: string }) => void;
}

export function DayFields({ first, last, onChange }: DayFieldsProps) {
  const words = useMessages(usageMessages);
  return (
    <>
      <TextField
        label={words.from}
        type="date"
        value={first}
        onChange={(event) => onChange({ from: event.target.value })}
      />
      <TextField label={words.to} type="date" value={last} onChange={(event) => onChange({ to: event.target.value })} />
    </>
  );
}
