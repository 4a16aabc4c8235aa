// When periods begin and end, for files that number them.
import { Button, inputClass, SelectField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Table } from "../../../ui/table";
import type { Period } from "../editor/doc";
import { draftMessages } from "../messages";
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
  const patch = (index: number, fields: Partial<Period>) =>
    onChange(bells.map((one, at) => (at === index ? { ...one, ...fields } : one)));
  return (
    <div className="stack-s">
      <SelectField
        label={words.preset}
        value=""
        options={[
          ["", words.asItIs],
          ["middle", words.middle],
          ["primary", words.primary],
          ["evening", words.evening],
          ["university", own.university],
        ]}
        onChange={(event) => {
          const preset = PRESETS[event.target.value as keyof typeof PRESETS];
          if (preset) onChange(withPeriods(preset, needed));
        }}
      />
      <Table label={words.bells} dense>
        <thead>
          <tr>
            <th scope="col">{words.periodName}</th>
            <th scope="col">{words.begins}</th>
            <th scope="col">{words.ends}</th>
          </tr>
        </thead>
        <tbody>
          {bells.map((period, index) => (
            <tr key={index}>
              <td>
                <input
                  className={inputClass}
                  aria-label={`${words.periodName} ${index + 1}`}
                  value={period.name}
                  maxLength={20}
                  onChange={(event) => patch(index, { name: event.target.value })}
                />
              </td>
              {(["start", "end"] as const).map((field) => (
                <td key={field}>
                  <input
                    className={inputClass}
                    type="time"
                    required
                    aria-label={`${field === "start" ? words.begins : words.ends} ${period.name}`}
                    value={period[field]}
                    onChange={(event) => patch(index, { [field]: event.target.value.slice(0, 5) })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
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
