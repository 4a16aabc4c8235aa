// The end of an invoice that should not have been, or that will not be paid: what follows is said before the reason is asked.
import type { InvoiceView } from "../../../api/schema.gen";
import { textOf } from "../../../ui/fields";
import { FormSheet } from "../../../ui/form-sheet";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { Strip } from "../../../ui/strip";
import { Reason } from "../../standing/Reason";
import { settleMessages } from "./messages";
import { useEnd } from "./queries";
import { useStateRefusal } from "./refused";

interface EndSheetProps {
  invoice: Pick<InvoiceView, "id" | "number" | "currency" | "due_minor">;
  as: "void" | "writeOff";
  onClose: () => void;
  onDone: (now: InvoiceView) => void;
}

export function EndSheet({ invoice: { id, number, currency, due_minor: owed }, as, onClose, onDone }: EndSheetProps) {
  const words = useMessages(settleMessages);
  const money = useMoney();
  const end = useEnd(id, as === "void" ? "void" : "write-off");
  const refusal = useStateRefusal(end.error);
  return (
    <FormSheet
      title={words[`${as}Title`](number ?? id)}
      send={end.isPending ? words.sending : words[`${as}It`]}
      look="warn"
      sending={end.isPending}
      error={refusal === undefined ? end.error : undefined}
      fields={["/reason"]}
      onSend={(typed) => end.mutate(textOf(typed, "/reason"), { onSuccess: onDone })}
      onClose={onClose}
    >
      {refusal && <Strip state="missed">{refusal}</Strip>}
      <p>{as === "void" ? words.voidText : words.writeOffText(money(owed, currency))}</p>
      <Reason failure={end.error} />
    </FormSheet>
  );
}
