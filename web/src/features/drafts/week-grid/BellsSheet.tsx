// The bell schedule: one of the school's own, one of three, or by hand.
import { useState } from "react";
import { Button, SelectField } from "../../../ui/controls";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Sheet } from "../../../ui/sheet";
import { minutesOf, timeOf } from "../days/term";
import { BELLS } from "../editor/doc";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { editedBells, type EditedPeriod, lessonsOff, presetBells, setBells } from "./bells";
import { gridMessages } from "./messages";
import { Periods } from "./Periods";
import { useSchoolBells } from "./school-bells";

export function BellsSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(draftMessages);
  const grid = useMessages(gridMessages);
  const session = useSession();
  const doc = useDoc();
  const format = useFormat();
  const school = useSchoolBells();
  const [bells, setPeriods] = useState<EditedPeriod[]>(() => editedBells(doc.bells));
  const good = bells.length > 0 && bells.every((one) => one.start && one.end && one.start < one.end);
  const off = good ? lessonsOff(doc, bells) : 0;
  const take = () => {
    session.edit((now) => setBells(now, bells));
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
          ...school.map(({ id, name }) => [id, name] as const),
          ["middle", words.middle],
          ["primary", words.primary],
          ["evening", words.evening],
        ]}
        onChange={(event) => {
          const { value } = event.target;
          const own = school.find(({ id }) => id === value)?.bells;
          const preset = own ?? BELLS[value as keyof typeof BELLS];
          setPeriods(preset ? presetBells(doc.bells, preset) : editedBells(doc.bells));
        }}
      />
      <Periods bells={bells} onChange={setPeriods} removable times={{ step: 300 }} />
      <Button onClick={add}>{words.addPeriod}</Button>
      <p role="status">{off > 0 && grid.offPeriods(off, format.count(off))}</p>
    </Sheet>
  );
}
