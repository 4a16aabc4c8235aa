// The bell schedule: one of three, or by hand.
import { useState } from "react";
import { Button, inputClass, SelectField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Sheet } from "../../../ui/sheet";
import { Table } from "../../../ui/table";
import { minutesOf, timeOf } from "../days/term";
import { BELLS, type Period } from "../editor/doc";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { setBells } from "./bells";

export function BellsSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const [bells, setPeriods] = useState<Period[]>(doc.bells);
  const patch = (index: number, fields: Partial<Period>) =>
    setPeriods((now) => now.map((one, at) => (at === index ? { ...one, ...fields } : one)));
  const good = bells.length > 0 && bells.every((one) => one.start && one.end && one.start < one.end);
  const take = () => {
    session.edit((now) =>
      setBells(
        now,
        [...bells].sort((a, b) => a.start.localeCompare(b.start)),
      ),
    );
    onClose();
  };
  const add = () => {
    const last = bells.at(-1);
    const start = last ? minutesOf(last.end) + 10 : 480;
    setPeriods((now) => [...now, { name: String(now.length + 1), start: timeOf(start), end: timeOf(start + 45) }]);
  };
  return (
    <Sheet
      title={words.bells}
      onClose={onClose}
      acts={
        <Button look="main" disabled={!good} onClick={take}>
          {words.takeBells}
        </Button>
      }
    >
      <p className="quiet">{words.bellsText}</p>
      <SelectField
        label={words.preset}
        defaultValue=""
        options={[
          ["", words.asItIs],
          ["middle", words.middle],
          ["primary", words.primary],
          ["evening", words.evening],
        ]}
        onChange={(event) => setPeriods(BELLS[event.target.value as keyof typeof BELLS] ?? doc.bells)}
      />
      <Table label={words.bells}>
        <thead>
          <tr>
            <th scope="col">{words.periodName}</th>
            <th scope="col">{words.begins}</th>
            <th scope="col">{words.ends}</th>
            <td />
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
                    step={300}
                    aria-label={`${field === "start" ? words.begins : words.ends} ${period.name}`}
                    value={period[field]}
                    onChange={(event) => patch(index, { [field]: event.target.value.slice(0, 5) })}
                  />
                </td>
              ))}
              <td>
                <Button
                  look="small"
                  aria-label={`${words.remove} ${period.name}`}
                  onClick={() => setPeriods((now) => now.filter((_, at) => at !== index))}
                >
                  {words.remove}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Button onClick={add}>{words.addPeriod}</Button>
    </Sheet>
  );
}
