// A credit note of an amount: how much of the invoice is taken back, and why.
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { InvoiceView } from "../../../api/schema.gen";
import { TextField } from "../../../ui/controls";
import { numberIn, textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useMessages } from "../../../ui/language";
import { minorOf, useMoney } from "../../../ui/money";
import { Strip } from "../../../ui/strip";
import { mostOf } from "../most";
import { settleMessages } from "./messages";
import { useCreditNote } from "./queries";
import { useStateRefusal } from "./refused";

const FIELDS = ["/amount_minor", "/reason"];

interface NoteSheetProps {
  invoice: Pick<InvoiceView, "id" | "number" | "currency">;
  onClose: () => void;
  onDone: (note: InvoiceView) => void;
}

export function NoteSheet({ invoice: { id, number, currency }, onClose, onDone }: NoteSheetProps) {
  const words = useMessages(settleMessages);
  const money = useMoney();
  // One key as long as the sheet is open: a note that was asked for twice is issued once.
  const [attempt] = useAttemptKey();
  const note = useCreditNote(id, attempt);
  const most = mostOf(note.error);
  const refusal = useStateRefusal(note.error);
  const at = (pointer: string) => (isFailure(note.error) ? note.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const amount_minor = numberIn(minorOf(textOf(typed, "/amount_minor"), currency));
    note.mutate({ amount_minor, reason: textOf(typed, "/reason") }, { onSuccess: onDone });
  };
  return (
    <FormSheet
      title={words.noteTitle(number ?? id)}
      send={note.isPending ? words.sending : words.noteIt}
      sending={note.isPending}
      error={most === undefined && refusal === undefined ? note.error : undefined}
      fields={FIELDS}
      onSend={send}
      onClose={onClose}
    >
      {refusal && <Strip state="missed">{refusal}</Strip>}
      <p>{words.noteText}</p>
      <TextField
        label={words.amountIn(currency)}
        hint={words.noteAmountHint}
        name="/amount_minor"
        inputMode="decimal"
        required
        error={most === undefined ? at("/amount_minor") : words.noteTooMuch(money(most, currency))}
      />
      <TextField
        label={words.reason}
        hint={words.noteReasonHint}
        name="/reason"
        maxLength={200}
        required
        error={at("/reason")}
      />
    </FormSheet>
  );
}
