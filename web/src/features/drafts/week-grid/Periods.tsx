// The periods of a bell schedule, each with its name and its times, to be written over.
import { Button, inputClass } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Table } from "../../../ui/table";
import { TimeInput } from "../../../ui/when";
import type { Period } from "../editor/doc";
import { draftMessages } from "../messages";

interface PeriodsProps<P extends Period> {
  bells: readonly P[];
  onChange: (bells: P[]) => void;
  dense?: boolean;
  /** Each can be taken out. */
  removable?: boolean;
  /** Of the fields of times. */
  times: { required: true } | { step: number };
}

export function Periods<P extends Period>({ bells, onChange, dense = false, removable, times }: PeriodsProps<P>) {
  const words = useMessages(draftMessages);
  const patch = (index: number, fields: Partial<Period>) =>
    onChange(bells.map((one, at) => (at === index ? { ...one, ...fields } : one)));
  return (
    <Table label={words.bells} dense={dense}>
      <thead>
        <tr>
          <th scope="col">{words.periodName}</th>
          <th scope="col">{words.begins}</th>
          <th scope="col">{words.ends}</th>
          {removable && <td />}
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
                <TimeInput
                  {...times}
                  aria-label={`${field === "start" ? words.begins : words.ends} ${period.name}`}
                  value={period[field]}
                  onChange={(event) => patch(index, { [field]: event.target.value.slice(0, 5) })}
                />
              </td>
            ))}
            {removable && (
              <td>
                <Button
                  look="small"
                  aria-label={`${words.remove} ${period.name}`}
                  onClick={() => onChange(bells.filter((_, at) => at !== index))}
                >
                  {words.remove}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
