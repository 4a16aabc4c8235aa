import type { OrderPhase } from "../../api/schema.gen";
import { SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { platformMessages } from "./messages";

export const PHASES = [
  "scheduled",
  "provisioning",
  "active",
  "suspended",
  "terminating",
  "released",
] as const satisfies readonly OrderPhase[];

export interface OrdersFilter {
  ready: "" | "true" | "false";
  phase: "" | OrderPhase;
}

interface PlatformOrdersBarProps {
  filter: OrdersFilter;
  onChange: (patch: Partial<OrdersFilter>) => void;
}

export function PlatformOrdersBar({ filter, onChange }: PlatformOrdersBarProps) {
  const words = useMessages(platformMessages);
  return (
    <div className="bar">
      <SelectField
        label={words.readyFilter}
        value={filter.ready}
        options={[
          ["", words.any],
          ["false", words.onlyNotReady],
          ["true", words.onlyReady],
        ]}
        onChange={(event) => onChange({ ready: event.target.value as OrdersFilter["ready"] })}
      />
      <SelectField
        label={words.phase}
        value={filter.phase}
        options={[["", words.any], ...PHASES.map((phase) => [phase, words[`phase_${phase}`]] as const)]}
        onChange={(event) => onChange({ phase: event.target.value as OrdersFilter["phase"] })}
      />
    </div>
  );
}
