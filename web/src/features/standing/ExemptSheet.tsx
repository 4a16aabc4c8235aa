// Whether what an institution owes has consequences, with the reason that it reads.
import { isFailure } from "../../api/problem";
import type { TenantView } from "../../api/schema.gen";
import { TextArea } from "../../ui/controls";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { historyMessages } from "./history.messages";
import { useSetExempt } from "./mutations";

interface ExemptSheetProps {
  tenant: TenantView;
  exempt: boolean;
  onClose: () => void;
}

export function ExemptSheet({ tenant, exempt, onClose }: ExemptSheetProps) {
  const words = useMessages(historyMessages);
  const change = useSetExempt(tenant.id, exempt);
  const send = (typed: FormData) => change.mutate(textOf(typed, "/reason"), { onSuccess: onClose });
  return (
    <FormSheet
      title={exempt ? words.exemptTitle(tenant.name) : words.chaseTitle(tenant.name)}
      send={change.isPending ? words.sending : exempt ? words.exempt : words.chase}
      sending={change.isPending}
      error={change.error}
      fields={["/reason"]}
      onSend={send}
      onClose={onClose}
    >
      <p>{exempt ? words.exemptText : words.chaseText}</p>
      <TextArea
        label={words.reason}
        hint={words.reasonHint}
        name="/reason"
        rows={3}
        maxLength={500}
        required
        error={isFailure(change.error) ? change.error.field("/reason") : undefined}
      />
    </FormSheet>
  );
}
