// A second person looks at a refund before the money goes back; or it is rejected, or taken back by whoever asked for it.
import type { PlatformRefund, Refund } from "../../../api/schema.gen";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { Name } from "../../../ui/name";
import { Facts } from "../../../ui/page";
import { Sheet } from "../../../ui/sheet";
import { FailureStrip } from "../../../ui/strip";
import { uiMessages } from "../../../ui/messages";
import { refundMessages } from "./messages";
import { useDecide, type Verdict } from "./queries";

interface DecideSheetProps {
  refund: PlatformRefund;
  verdict: Verdict;
  onClose: () => void;
  onDecided: (refund: Refund) => void;
}

export function DecideSheet({ refund, verdict, onClose, onDecided }: DecideSheetProps) {
  const words = useMessages(refundMessages);
  const { cancel } = useMessages(uiMessages);
  const money = useMoney();
  const decide = useDecide(verdict);
  const what = verdict === "approve" ? "approve" : refund.asked_by_you ? "takeBack" : "reject";
  return (
    <Sheet
      title={words[`${what}Title`]}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button
            look={verdict === "approve" ? "main" : "warn"}
            disabled={decide.isPending}
            onClick={() => decide.mutate(refund, { onSuccess: onDecided })}
          >
            {decide.isPending ? words.sending : words[what]}
          </Button>
        </>
      }
    >
      <div className="stack-s">
        <FailureStrip error={decide.error} />
        <Facts
          facts={[
            [words.amount, <b key="amount">{money(refund.amount_minor, refund.currency)}</b>],
            [words.institution, <Name key="institution">{refund.tenant_name}</Name>],
            [words.invoice, refund.number],
            [words.reason, <bdi key="reason">{refund.reason}</bdi>],
          ]}
        />
        <p>{words[`${what}Text`]}</p>
      </div>
    </Sheet>
  );
}
