// From which day to which, both included: what every page about usage begins with.
import { useMessages } from "../../ui/language";
import { DateField } from "../../ui/when";
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
      <DateField label={words.from} value={first} onChange={(event) => onChange({ from: event.target.value })} />
      <DateField label={words.to} value={last} onChange={(event) => onChange({ to: event.target.value })} />
    </>
  );
}
