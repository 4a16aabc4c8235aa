// When periods begin and end, for files that number them.
import { Button, SelectField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import type { Period } from "../editor/doc";
import { draftMessages } from "../messages";
import { Periods } from "../week-grid/Periods";
import { useSchoolBells } from "../week-grid/school-bells";
import { PRESETS, withPeriods } from "./answer";
import { importMessages } from "./messages";

interface BellTimesProps {
  bells: readonly Period[];
  /** Periods that the file has. */
  needed: readonly string[];
  onChange: (bells: Period[]) => void;
}

export function BellTimes({ bells, needed, onChange }: BellTimesProps) {
  const words = useMessages(draftMessages);
  const own = useMessages(importMessages);
  const school = useSchoolBells();
  return (
    <div className="stack-s">
      <SelectField
        label={words.preset}
        value=""
        options={[
          ["", words.asItIs],
          ...school.map(({ id, name }) => [id, name] as const),
          ["middle", words.middle],
          ["primary", words.primary],
          ["evening", words.evening],
          ["university", own.university],
        ]}
        onChange={(event) => {
          const { value } = event.target;
          const preset = school.find(({ id }) => id === value)?.bells ?? PRESETS[value as keyof typeof PRESETS];
          if (preset) onChange(withPeriods(preset, needed));
        }}
      />
      <Periods bells={bells} onChange={onChange} dense times={{ required: true }} />
      <div className="acts">
        <Button look="small" onClick={() => onChange(withPeriods(bells, [String(bells.length + 1)]))}>
          {words.addPeriod}
        </Button>
        <Button look="small" disabled={bells.length < 2} onClick={() => onChange(bells.slice(0, -1))}>
          {own.lastPeriodOut}
        </Button>
      </div>
    </div>
  );
}
