// Keeps a room open beyond its lesson, by a person of the platform: whatever the order allows, and whatever quota and capacity say.
import { now } from "../../api/clock";
import { isFailure } from "../../api/problem";
import { SelectField, TextField } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { keepMessages } from "./keep.messages";
import { LONGER, untilAfter, useKeep } from "./keep";

export function KeepSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const words = useMessages(keepMessages);
  const change = useKeep(id);
  const send = (typed: FormData) =>
    change.mutate(
      { until: untilAfter(now(), Number(textOf(typed, "/until"))), why: textOf(typed, "/why") },
      { onSuccess: onClose },
    );
  const fault = (field: string) => (isFailure(change.error) ? change.error.field(field) : undefined);
  return (
    <FormSheet
      title={words.title(name)}
      send={words.keep}
      look="warn"
      sending={change.isPending}
      error={change.error}
      fields={["/until", "/why"]}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.text}</p>
      <SelectField
        label={words.longer}
        name="/until"
        defaultValue="30"
        options={LONGER.map((minutes) => [String(minutes), words.minutes(minutes)] as const)}
        error={fault("/until")}
      />
      <TextField label={words.why} name="/why" required maxLength={500} error={fault("/why")} />
    </FormSheet>
  );
}
