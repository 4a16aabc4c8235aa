// Issuing a draft before its time, or where each waits for somebody: from then on it stays as it is.
import type { InvoiceView } from "../../../api/schema.gen";
import { FormSheet } from "../../../ui/form-sheet";
import { useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Strip } from "../../../ui/strip";
import { settleMessages } from "./messages";
import { useIssue } from "./queries";
import { useStateRefusal } from "./refused";

interface IssueSheetProps {
  invoice: Pick<InvoiceView, "id" | "first_day">;
  onClose: () => void;
  onDone: (now: InvoiceView) => void;
}

export function IssueSheet({ invoice: { id, first_day: day }, onClose, onDone }: IssueSheetProps) {
  const words = useMessages(settleMessages);
  const format = useFormat();
  const issue = useIssue(id);
  const refusal = useStateRefusal(issue.error);
  return (
    <FormSheet
      title={words.issueTitle(format.date(day, "month"))}
      send={issue.isPending ? words.sending : words.issueIt}
      sending={issue.isPending}
      error={refusal === undefined ? issue.error : undefined}
      fields={[]}
      onSend={() => issue.mutate(undefined, { onSuccess: onDone })}
      onClose={onClose}
    >
      {refusal && <Strip state="missed">{refusal}</Strip>}
      <p>{words.issueText}</p>
    </FormSheet>
  );
}
