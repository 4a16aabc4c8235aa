// What narrows the orders of all institutions, and how they are sorted.
import type { OrderPhase } from "../../api/schema.gen";
import { Button, SearchField, SelectField } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { platformMessages } from "./messages";

export const PHASES = [
  "reserved",
  "scheduled",
  "provisioning",
  "active",
  "suspended",
  "terminating",
  "released",
] as const satisfies readonly OrderPhase[];
export const SORTS = ["attention", "next_change_at", "-created_at", "created_at", "name"] as const;
const KINDS = ["lecture", "class", "seminar", "studio"] as const;

export interface OrdersFilter {
  q: string;
  ready: "" | "true" | "false";
  phase: "" | OrderPhase;
  kind: string;
  region: string;
  reason: string;
  fix_by: "" | "operator" | "school" | "nobody";
  tenant: string;
  cluster: string;
  sort: (typeof SORTS)[number];
}

/** All but the sort. */
export const NARROWED = [
  "q",
  "ready",
  "phase",
  "kind",
  "region",
  "reason",
  "fix_by",
  "tenant",
  "cluster",
] as const satisfies readonly (keyof OrdersFilter)[];

interface PlatformOrdersBarProps {
  filter: OrdersFilter;
  onChange: (patch: Partial<OrdersFilter>) => void;
  /** Where something is narrowed. */
  onClear?: () => void;
}

export function PlatformOrdersBar({ filter, onChange, onClear }: PlatformOrdersBarProps) {
  const words = useMessages(platformMessages);
  const sorts = {
    attention: words.sortAttention,
    next_change_at: words.sortChange,
    "-created_at": words.sortNewest,
    created_at: words.sortOldest,
    name: words.sortName,
  };
  const select = <K extends keyof OrdersFilter>(
    name: K,
    label: string,
    options: readonly (readonly [OrdersFilter[K], string])[],
  ) => (
    <SelectField
      label={label}
      value={filter[name]}
      options={options}
      onChange={(event) => onChange({ [name]: event.target.value } as Partial<OrdersFilter>)}
    />
  );
  return (
    <div className="bar" role="search">
      <SearchField className="grow" label={words.find} value={filter.q} onSearch={(q) => onChange({ q })} />
      {select("ready", words.readyFilter, [
        ["", words.any],
        ["false", words.onlyNotReady],
        ["true", words.onlyReady],
      ])}
      {select("fix_by", words.fixBy, [
        ["", words.any],
        ["operator", words.fixOperator],
        ["school", words.fixSchool],
        ["nobody", words.fixNobody],
      ])}
      {select("phase", words.phase, [["", words.any], ...PHASES.map((one) => [one, words[`phase_${one}`]] as const)])}
      {select("kind", words.kind, [["", words.any], ...KINDS.map((one) => [one, words[`kind_${one}`]] as const)])}
      {select(
        "sort",
        words.sort,
        SORTS.map((one) => [one, sorts[one]] as const),
      )}
      {onClear && <Button onClick={onClear}>{words.clear}</Button>}
    </div>
  );
}
