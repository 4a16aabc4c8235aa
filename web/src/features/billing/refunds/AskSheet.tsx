// How much of a payment goes back, and why. What happens to the money is said before it is asked for.
import { useState } from "react";
import { useAttemptKey } from "../../../api/idempotency";
import { isFailure } from "../../../api/problem";
import type { InvoiceView, NewRefund, Refund } from "../../../api/schema.gen";
import { SelectField, TextField } from "../../../ui/controls";
import { numberIn, textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { majorOf, minorOf, useMoney } from "../../../ui/money";
import { Reason } from "../../standing/Reason";
import { mostOf } from "../most";
import { isByHand, type Left } from "./left";
import { refundMessages } from "./messages";
import { useAskRefund } from "./queries";

const FIELDS = ["/amount_minor", "/reason", "/payment"];

interface AskSheetProps {
  invoice: Pick<InvoiceView, "id" | "number" | "currency">;
  /** What can go back: the first is offered. */
  left: readonly Left[];
  onClose: () => void;
  onAsked: (refund: Refund) => void;
}

export function AskSheet({ invoice: { id, number, currency }, left, onClose, onAsked }: AskSheetProps) {
  const words = useMessages(refundMessages);
  const format = useFormat();
  const money = useMoney();
  // As it was when the sheet was opened: news that come meanwhile change nothing under the hands of whoever types.
  const [offered] = useState(left);
  const [chosen, choose] = useState(offered[0]?.payment.id ?? "");
  // One key as long as the sheet is open: whoever does not know whether the money went presses again, and it goes once.
  const [attempt] = useAttemptKey();
  const ask = useAskRefund(id, attempt);
  const of = offered.find(({ payment }) => payment.id === chosen);
  const most = mostOf(ask.error);
  const at = (pointer: string) => (isFailure(ask.error) ? ask.error.field(pointer) : undefined);
  const send = (typed: FormData) => {
    const body: NewRefund = {
      amount_minor: numberIn(minorOf(textOf(typed, "/amount_minor"), currency)),
      reason: textOf(typed, "/reason"),
      payment: chosen,
    };
    ask.mutate(body, { onSuccess: onAsked });
  };
  return (
    <FormSheet
      title={words.askTitle(number ?? id)}
      send={ask.isPending ? words.sending : words.send}
      sending={ask.isPending}
      error={most === undefined ? ask.error : undefined}
      fields={FIELDS}
      onSend={send}
      onClose={onClose}
    >
      <p>{words.askText}</p>
      {offered.length > 1 && (
        <SelectField
          label={words.payment}
          name="/payment"
          value={chosen}
          options={offered.map(({ payment, leftMinor }) => [
            payment.id,
            words.paymentNamed(format.date(payment.received_on, "year"), money(leftMinor, currency)),
          ])}
          error={at("/payment")}
          onChange={(event) => choose(event.target.value)}
        />
      )}
      {of && isByHand(of.payment) && <p>{words.byHand}</p>}
      <TextField
        key={chosen}
        label={words.amountIn(currency)}
        hint={words.amountHint(money(of?.leftMinor ?? 0, currency))}
        name="/amount_minor"
        inputMode="decimal"
        required
        defaultValue={majorOf(of?.leftMinor ?? 0, currency)}
        error={most === undefined ? at("/amount_minor") : words.tooLarge(money(most, currency))}
      />
      <Reason failure={ask.error} />
    </FormSheet>
  );
}
