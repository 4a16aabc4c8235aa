// What the platform does by hand with an invoice, for who may settle them: where Stripe does not collect, all of it is done here.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useCan } from "../../../api/permissions";
import type { InvoiceView } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useMoney } from "../../../ui/money";
import { Section } from "../../../ui/page";
import { Strip } from "../../../ui/strip";
import { useDenied } from "../../me/may-not";
import { MayNot, WhoMay } from "../../me/MayNot";
import css from "../billing.module.css";
import { sellers } from "../sellers/queries";
import { type Act, actsOn } from "./can";
import { EndSheet } from "./EndSheet";
import { IssueSheet } from "./IssueSheet";
import { settleMessages } from "./messages";
import { NoteSheet } from "./NoteSheet";
import { PaymentSheet } from "./PaymentSheet";

const TO = "invoices:settle";

/** What was done just now, with what it made of the invoice; of a credit note, with the note. */
interface Done {
  act: Act;
  now: InvoiceView;
  amountMinor?: number;
}

export function Settle({ invoice }: { invoice: InvoiceView }) {
  const words = useMessages(settleMessages);
  const may = useCan(TO);
  const [open, setOpen] = useState<Act>();
  const [done, setDone] = useState<Done>();
  const acts = actsOn(invoice);
  if (!may) return <Denied acts={acts} />;
  if (acts.length === 0 && !done) return null;
  const begin = (act: Act) => {
    setDone(undefined);
    setOpen(act);
  };
  const onDone = (now: InvoiceView, amountMinor?: number) => {
    if (open) setDone({ act: open, now, ...(amountMinor === undefined ? {} : { amountMinor }) });
    setOpen(undefined);
  };
  const sheet = { invoice, onClose: () => setOpen(undefined), onDone };
  return (
    <Section title={words.settle}>
      <div className="stack-s">
        {done && <Said {...done} />}
        {acts.includes("issue") ? (
          <Draft onIssue={() => begin("issue")} />
        ) : (
          <div className={css["acts"]}>
            {acts.map((act) => (
              <Button key={act} onClick={() => begin(act)}>
                {words[act]}
              </Button>
            ))}
          </div>
        )}
      </div>
      {open === "pay" && <PaymentSheet {...sheet} />}
      {open === "issue" && <IssueSheet {...sheet} />}
      {open === "note" && <NoteSheet {...sheet} />}
      {(open === "void" || open === "writeOff") && <EndSheet as={open} {...sheet} />}
    </Section>
  );
}

/** For who of the platform reads invoices and settles none. */
function Denied({ acts }: { acts: readonly Act[] }) {
  const words = useMessages(settleMessages);
  const told = useId();
  const because = useDenied(TO);
  if (!because || acts.length === 0) return null;
  return (
    <Section title={words.settle}>
      <div className={css["acts"]}>
        {acts.map((act) => (
          <MayNot key={act} to={TO} told={told}>
            {words[act]}
          </MayNot>
        ))}
        <WhoMay id={told} to={[TO]} />
      </div>
    </Section>
  );
}

/** What a draft waits for, and the way out. */
function Draft({ onIssue }: { onIssue: () => void }) {
  const words = useMessages(settleMessages);
  const seller = useQuery(sellers()).data?.data.items;
  if (seller?.length === 0)
    return (
      <Strip
        state="scheduled"
        acts={
          <Go href={paths.opsSeller()} leave>
            {words.toSeller}
          </Go>
        }
      >
        {words.noSeller}
      </Strip>
    );
  return (
    <>
      {seller && <p>{seller[0]?.approval ? words.waitsForYou : words.waitsForTime}</p>}
      <Button onClick={onIssue}>{words.issue}</Button>
    </>
  );
}

/** A view. */
export function Said({ act, now, amountMinor = 0 }: Done): ReactNode {
  const words = useMessages(settleMessages);
  const money = useMoney();
  switch (act) {
    case "pay": {
      const amount = money(amountMinor, now.currency);
      if (now.status === "paid") return <Strip state="ready">{words.paidAll(amount)}</Strip>;
      return <Strip state="warming">{words.paidPart(amount, money(now.due_minor, now.currency))}</Strip>;
    }
    case "issue":
      return <Strip state="ready">{words.issued(now.number ?? now.id)}</Strip>;
    case "note":
      return (
        <Strip state="ready">
          {words.noted} <Go href={paths.invoice(now.id)}>{now.number ?? now.id}</Go>
        </Strip>
      );
    case "void":
      return <Strip state="cancelled">{words.voided}</Strip>;
    case "writeOff":
      return <Strip state="ended">{words.writtenOff}</Strip>;
  }
}
