// What of an invoice went back; and, for who may settle invoices, how a refund begins.
import { useState } from "react";
import { useCan } from "../../../api/permissions";
import type { InvoiceView, Refund } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useMoney } from "../../../ui/money";
import { Section } from "../../../ui/page";
import { Strip } from "../../../ui/strip";
import { MayNot } from "../../me/MayNot";
import { AskSheet } from "./AskSheet";
import { leftOf } from "./left";
import { refundMessages } from "./messages";
import { RefundTable } from "./RefundTable";

export function Refunds({ invoice }: { invoice: InvoiceView }) {
  const words = useMessages(refundMessages);
  const may = useCan("invoices:settle");
  const [isAsking, setAsking] = useState(false);
  const [asked, setAsked] = useState<Refund>();
  const { refunds, currency } = invoice;
  const left = leftOf(invoice);
  const isLeft = left.length > 0;
  if (refunds.length === 0 && !(may && isLeft)) return null;
  return (
    <Section
      title={words.refunds}
      ruled={refunds.length === 0}
      aside={
        isLeft &&
        (may ? (
          <Button onClick={() => setAsking(true)}>{words.ask}</Button>
        ) : (
          <MayNot to="invoices:settle">{words.ask}</MayNot>
        ))
      }
    >
      <div className="stack-s">
        {asked && <Asked refund={asked} currency={currency} />}
        {refunds.length > 0 ? (
          <RefundTable refunds={refunds} currency={currency} />
        ) : (
          <p className="quiet">{words.nothingYet}</p>
        )}
      </div>
      {isAsking && (
        <AskSheet
          invoice={invoice}
          left={left}
          onClose={() => setAsking(false)}
          onAsked={(refund) => {
            setAsked(refund);
            setAsking(false);
          }}
        />
      )}
    </Section>
  );
}

/** What becomes of the refund that was asked for just now. A view. */
export function Asked({ refund, currency }: { refund: Refund; currency: string }) {
  const words = useMessages(refundMessages);
  const money = useMoney();
  const amount = money(refund.amount_minor, currency);
  if (refund.status === "waiting")
    return (
      <Strip
        state="scheduled"
        acts={
          <Go href={paths.opsRefunds()} leave>
            {words.toRefunds}
          </Go>
        }
      >
        {words.asked_waiting(amount)}
      </Strip>
    );
  if (refund.status === "succeeded") return <Strip state="ready">{words.asked_succeeded(amount)}</Strip>;
  return <Strip state="warming">{words.asked_sending(amount)}</Strip>;
}
