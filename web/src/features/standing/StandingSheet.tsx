// Suspending or resuming: what follows is said before the reason is asked.
import { useState } from "react";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Sheet } from "../../ui/sheet";
import { FailureStrip } from "../../ui/strip";
import { standingMessages } from "./messages";
import { useSetStanding } from "./mutations";
import { Reason } from "./Reason";

interface StandingSheetProps {
  tenant: { id: string; name: string };
  suspend: boolean;
  onClose: () => void;
}

export function StandingSheet({ tenant, suspend, onClose }: StandingSheetProps) {
  const words = useMessages(standingMessages);
  const [reason, setReason] = useState("");
  const change = useSetStanding(tenant.id, suspend);
  const send = () => change.mutate(reason, { onSuccess: onClose });
  return (
    <Sheet
      title={suspend ? words.suspendTitle(tenant.name) : words.resumeTitle(tenant.name)}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            look={suspend ? "warn" : "main"}
            disabled={change.isPending}
            because={reason.trim() ? undefined : words.reasonFirst}
            onClick={send}
          >
            {change.isPending ? words.working : suspend ? words.suspendIt : words.resumeIt}
          </Button>
        </>
      }
    >
      <FailureStrip error={change.error} fields={["/reason"]} />
      <p>{suspend ? words.suspendText : words.resumeText}</p>
      <Reason failure={change.error} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Sheet>
  );
}
