// Whether the data of an institution that left is kept beyond its time, with the reason.
import type { TenantView } from "../../api/schema.gen";
import { textOf } from "../../ui/fields";
import { FormSheet } from "../../ui/form-sheet";
import { useMessages } from "../../ui/language";
import { historyMessages } from "./history.messages";
import { useHoldPurge } from "./mutations";
import { Reason } from "./Reason";

interface HoldPurgeSheetProps {
  tenant: TenantView;
  hold: boolean;
  onClose: () => void;
}

export function HoldPurgeSheet({ tenant, hold, onClose }: HoldPurgeSheetProps) {
  const words = useMessages(historyMessages);
  const change = useHoldPurge(tenant.id, hold);
  const send = (typed: FormData) => change.mutate(textOf(typed, "/reason"), { onSuccess: onClose });
  return (
    <FormSheet
      title={hold ? words.holdTitle(tenant.name) : words.releaseTitle(tenant.name)}
      send={change.isPending ? words.sending : hold ? words.holdPurge : words.releasePurge}
      sending={change.isPending}
      error={change.error}
      fields={["/reason"]}
      onSend={send}
      onClose={onClose}
    >
      <p>{hold ? words.holdText : words.releaseText}</p>
      <Reason failure={change.error} />
    </FormSheet>
  );
}
