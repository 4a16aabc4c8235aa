// The bell schedule: one of the school's own, one of three, or by hand.
import { useState } from "react";
import { Button, SelectField } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Sheet } from "../../../ui/sheet";
import { minutesOf, timeOf } from "../days/term";
import { BELLS, type Period } from "../editor/doc";
import { useDoc, useSession } from "../editor/use-session";
import { draftMessages } from "../messages";
import { setBells } from "./bells";
import { Periods } from "./Periods";
import { useSchoolBells } from "./school-bells";

export function BellsSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(draftMessages);
  const session = useSession();
  const doc = useDoc();
  const school = useSchoolBells();
  const [bells, setPeriods] = useState<Period[]>(doc.bells);
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
          ...school.map(({ id, name }) => [id, name] as const),
          ["middle", words.middle],
          ["primary", words.primary],
          ["evening", words.evening],
        ]}
        onChange={(event) => {
          const { value } = event.target;
          const own = school.find(({ id }) => id === value)?.bells;
          setPeriods(own ?? BELLS[value as keyof typeof BELLS] ?? doc.bells);
        }}
      />
      <Periods bells={bells} onChange={setPeriods} removable times={{ step: 300 }} />
      <Button onClick={add}>{words.addPeriod}</Button>
    </Sheet>
  );
}
