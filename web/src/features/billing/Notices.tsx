// What the institution was told of its money, the newest first: when, about what, and to whom it was written.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Notice } from "../../api/schema.gen";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { useMoney } from "../../ui/money";
import { Section } from "../../ui/page";
import { More, Row, Rows, Table } from "../../ui/table";
import { noticeMessages } from "./notice.messages";
import { notices } from "./queries";

export function Notices() {
  const words = useMessages(noticeMessages);
  const query = useInfiniteQuery(notices());
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // Whoever was told nothing yet is not told so.
  if (items.length === 0) return null;
  return (
    <Section title={words.notices} ruled={false} aside={<span className="small quiet">{words.noticesText}</span>}>
      <NoticeList items={items} />
      <More query={query} />
    </Section>
  );
}

/** A view. */
export function NoticeList({ items }: { items: readonly Notice[] }) {
  const words = useMessages(noticeMessages);
  const format = useFormat();
  const zone = useZone();
  const about = useAbout();
  return (
    <>
      <div className="only-l">
        <Table label={words.notices} dense>
          <thead>
            <tr>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.writtenTo}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td className="nowrap">{format.moment(one.created_at, zone)}</td>
                <th scope="row">
                  {about(one)} <Invoices of={one} />
                </th>
                <td>
                  <Letters of={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.notices}>
          {items.map((one) => (
            <Row
              key={one.id}
              title={about(one)}
              detail={
                <>
                  {format.moment(one.created_at, zone)} · <Letters of={one} />
                </>
              }
              {...(one.invoice_id ? { href: paths.invoice(one.invoice_id) } : {})}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}

/** What it said, in a sentence. */
function useAbout(): (of: Notice) => string {
  const words = useMessages(noticeMessages);
  const format = useFormat();
  const zone = useZone();
  const money = useMoney();
  return (of) => {
    const amount = money(of.amount_minor, of.currency);
    switch (of.kind) {
      case "invoice_issued":
        return of.due_on ? words.invoiceIssued(amount, format.date(of.due_on, "year")) : words.nothingDue;
      case "payment_received":
        return words.paymentReceived(amount);
      case "past_due":
        return words.pastDue(amount, of.until ? format.moment(of.until, zone) : "–");
      case "suspended":
        return words.suspendedFor(amount);
      case "trial_ending":
        return words.trialEnding(of.until ? format.moment(of.until, zone) : "–");
      case "ending":
        return words.ending(of.until ? format.moment(of.until, zone) : "–");
      case "cancelled":
        return of.until ? words.cancelledUntil(format.moment(of.until, zone)) : words.cancelled;
      case "purge_due":
        return words.purgeDue(of.until ? format.moment(of.until, zone) : "–");
      case "purged":
        return words.purged;
      default:
        return of.kind;
    }
  };
}

function Invoices({ of }: { of: Notice }) {
  if (of.invoice_id) return <Go href={paths.invoice(of.invoice_id)}>{of.invoices.join(", ")}</Go>;
  return <span className="small quiet">{of.invoices.join(", ")}</span>;
}

function Letters({ of }: { of: Notice }) {
  const words = useMessages(noticeMessages);
  if (of.letters.length === 0) return <span className="quiet">{words.nobody}</span>;
  const state = (sent: string | null | undefined) => (sent ? "" : ` (${words.onItsWay})`);
  return <bdi>{of.letters.map((letter) => letter.email + state(letter.sent_at)).join(", ")}</bdi>;
}
