import { useAttemptKey } from "../../api/idempotency";
import { isFailure } from "../../api/problem";
import { TextField } from "../../ui/controls";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { calendarMessages } from "./messages";
import { useMakeCalendar } from "./queries";

const FIELDS = ["/name"];

export function MakeCalendar({ onClose }: { onClose: () => void }) {
  const words = useMessages(calendarMessages);
  const make = useMakeCalendar();
  const [attempt] = useAttemptKey();
  const failure = isFailure(make.error) ? make.error : undefined;
  return (
    <FormSheet
      title={words.make}
      send={words.make}
      sending={make.isPending}
      error={make.error}
      fields={FIELDS}
      onSend={(typed) => make.mutate({ name: String(typed.get("/name")).trim(), attempt }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextField
        name="/name"
        label={words.name}
        hint={words.nameHint}
        required
        maxLength={200}
        error={failure?.field("/name")}
      />
    </FormSheet>
  );
}
