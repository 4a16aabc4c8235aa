// Money that came in by another road than Stripe: how much, how and when. What follows is said before it is recorded.
import { useState } from "react";
import { now } from "../../../api/clock";
import { todayIn } from "../../../api/days";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { InvoiceView, NewInvoicePayment, PaymentMethod } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { Check, SelectField, TextField } from "../../../ui/controls";
import { numberIn, textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useMessages } from "../../../ui/language";
import { majorOf, minorOf, useMoney } from "../../../ui/money";
import { Strip } from "../../../ui/strip";
import { DateField } from "../../../ui/when";
import { billingMessages } from "../messages";
import { mostOf } from "../most";
import { settleMessages } from "./messages";
import { useRecordPayment } from "./queries";
import { useStateRefusal } from "./refused";

const FIELDS = ["/amount_minor", "/method", "/received_on", "/reference"];
const METHODS: readonly PaymentMethod[] = ["bank_transfer", "cash", "cheque", "other"];

interface PaymentSheetProps {
  invoice: InvoiceView;
  onClose: () => void;
  onDone: (now: InvoiceView, amountMinor: number) => void;
}

export function PaymentSheet({ invoice, onClose, onDone }: PaymentSheetProps) {
  const words = useMessages(settleMessages);
  const of = useMessages(billingMessages);
  const money = useMoney();
  const today = todayIn(useZone(), now());
  const { id, number, currency } = invoice;
  // As it was when the sheet was opened: news that come meanwhile change nothing under the hands of whoever types.
  const [{ due_minor: owed }] = useState(invoice);
  // One key as long as the sheet is open: whoever does not know whether it was recorded presses again, and it is recorded once.
  const [attempt] = useAttemptKey();
  const record = useRecordPayment(id, attempt);
  const most = mostOf(record.error);
  const refusal = useStateRefusal(record.error);
  const at = (pointer: string) => (isFailure(record.error) ? record.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const body: NewInvoicePayment = {
      amount_minor: numberIn(minorOf(textOf(typed, "/amount_minor"), currency)),
      currency,
      method: textOf(typed, "/method") as PaymentMethod,
      received_on: textOf(typed, "/received_on"),
      reference: textOf(typed, "/reference"),
      ...(owed === 0 || typed.has("/surplus") ? { surplus: "credit" } : {}),
    };
    record.mutate(body, { onSuccess: (answer) => onDone(answer, body.amount_minor) });
  };
  return (
    <FormSheet
      title={words.payTitle(number ?? id)}
      send={record.isPending ? words.sending : words.payIt}
      sending={record.isPending}
      error={most === undefined && refusal === undefined ? record.error : undefined}
      fields={FIELDS}
      onSend={send}
      onClose={onClose}
    >
      {refusal && <Strip state="missed">{refusal}</Strip>}
      <p>{words.payText}</p>
      {owed === 0 && <p>{words.payPaidText}</p>}
      <TextField
        label={words.amountIn(currency)}
        name="/amount_minor"
        inputMode="decimal"
        required
        defaultValue={owed === 0 ? "" : majorOf(owed, currency)}
        error={most === undefined ? at("/amount_minor") : words.payTooMuch(money(most, currency))}
      />
      <SelectField
        label={words.method}
        name="/method"
        options={METHODS.map((one) => [one, words[`m_${one}`]] as const)}
        error={at("/method")}
      />
      <DateField label={of.received} name="/received_on" required defaultValue={today} error={at("/received_on")} />
      <TextField
        label={of.reference}
        hint={words.referenceHint}
        name="/reference"
        maxLength={200}
        error={at("/reference")}
      />
      {owed > 0 && <Check label={words.surplus} name="/surplus" />}
    </FormSheet>
  );
}
