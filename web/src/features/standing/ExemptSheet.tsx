// Whether what an institution owes has consequences, with the reason that it reads.
import type { TenantView } from "../../api/schema.gen";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { historyMessages } from "./history.messages";
import { useSetExempt } from "./mutations";
import { Reason } from "./Reason";

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
      <Reason failure={change.error} />
    </FormSheet>
  );
}
