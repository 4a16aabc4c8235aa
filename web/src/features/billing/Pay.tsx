// How an issued invoice is paid through Stripe: by the saved card or on Stripe's page; what failed, and what to do then.
import { useQuery } from "@tanstack/react-query";
import { useAttemptKey } from "../../api/idempotency";
import { useCan } from "../../api/permissions";
import type { Collection, InvoiceView } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Button } from "../../ui/controls";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { useMoney } from "../../ui/money";
import { FailureStrip, Strip } from "../../ui/strip";
import { useCardName } from "./Cards";
import css from "./billing.module.css";
import { billingMessages } from "./messages";
import { usePay } from "./mutations";
import { paymentMethods } from "./queries";

const FAILURES = ["insufficient_funds", "expired_card", "authentication_required", "no_card", "lost_card"] as const;

export function Pay({ invoice }: { invoice: InvoiceView }) {
  const may = useCan("billing:manage");
  const isOwed = invoice.status === "issued" && invoice.due_minor > 0;
  const { data } = useQuery({ ...paymentMethods(), enabled: isOwed });
  if (!isOwed || !data?.is_available) return null;
  const { collection } = invoice;
  return (
    <div className="stack-s">
      {collection && <Stands collection={collection} />}
      {may && collection?.status !== "collecting" && <Charge invoice={invoice} />}
    </div>
  );
}

function Stands({ collection: { way, status, failure, url } }: { collection: Collection }) {
  const words = useMessages(billingMessages);
  if (status === "collecting")
    return <Strip state="warming">{way === "link" ? words.sending : words.collecting}</Strip>;
  if (failure) {
    const known = FAILURES.find((one) => one === failure);
    return (
      <Strip state="missed">
        <b>{words.failed}</b>
        <p>{known ? words[`f_${known}`] : words.f_other}</p>
        <p>{words.nothingLost}</p>
      </Strip>
    );
  }
  return way === "link" && url ? <Strip state="warming">{words.sent}</Strip> : null;
}

function Charge({ invoice }: { invoice: InvoiceView }) {
  const words = useMessages(billingMessages);
  const money = useMoney();
  const nameOf = useCardName();
  const { data } = useQuery(paymentMethods());
  const [key, renew] = useAttemptKey();
  const pay = usePay(invoice.id, key);
  const card = data?.items[0];
  const url = invoice.collection?.url;
  return (
    <>
      <FailureStrip error={pay.error} />
      <div className={css["acts"]}>
        {card && (
          <Button look="main" disabled={pay.isPending} onClick={() => pay.mutate(undefined, { onSettled: renew })}>
            {pay.isPending ? words.paying : words.pay(money(invoice.due_minor, invoice.currency))}
          </Button>
        )}
        {url && (
          <a href={url} rel="noreferrer">
            {words.toStripe}
          </a>
        )}
        {!card && <Go href={paths.settings("invoices")}>{words.toCards}</Go>}
      </div>
      {card && <p className="small quiet">{words.payBy(nameOf(card))}</p>}
    </>
  );
}
