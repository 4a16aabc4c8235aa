// One invoice or credit note: what it is for, line by line, what it comes to, and what of it was paid. Views.
import type { InvoiceLine, InvoiceView } from "../../api/schema.gen";
import { dayIn, useFormat } from "../../ui/format";
import { useCan } from "../../api/permissions";
import { useZone } from "../../api/zone";
import { paths } from "../../app/paths";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { useMoney } from "../../ui/money";
import { Name } from "../../ui/name";
import { Facts, Section } from "../../ui/page";
import { Strip } from "../../ui/strip";
import { Table } from "../../ui/table";
import { priceMessages } from "../prices/messages";
import css from "./billing.module.css";
import { byOrder, type LineGroup, UNITS } from "./lines";
import { billingMessages } from "./messages";
import { Pay } from "./Pay";
import { Refunds } from "./refunds/Refunds";
import { Settle } from "./settle/Settle";
import { InvoiceStatus } from "./status";

export function Invoice({ invoice }: { invoice: InvoiceView }) {
  const words = useMessages(billingMessages);
  const format = useFormat();
  const zone = useZone();
  const { corrects, corrects_number: number } = invoice;
  return (
    <div className="stack">
      {invoice.status === "draft" && <Strip state="scheduled">{words.draftText}</Strip>}
      <Pay invoice={invoice} />
      <Facts
        facts={[
          [words.status, <InvoiceStatus key="status" of={invoice} />],
          corrects != null && [
            words.correctsInvoice,
            <Go key="corrects" href={paths.invoice(corrects)}>
              {number ?? corrects}
            </Go>,
          ],
          [words.of, `${format.date(invoice.first_day, "year")} – ${format.date(invoice.last_day, "year")}`],
          invoice.issued_at != null && [words.issuedOn, format.date(dayIn(zone, invoice.issued_at), "year")],
          invoice.due_on != null && [words.dueOn, format.date(invoice.due_on, "year")],
        ]}
      />
      <Settle invoice={invoice} />
      <Section title={words.lines} ruled={false}>
        <Lines invoice={invoice} />
      </Section>
      <Section title={words.sums}>
        <Sums invoice={invoice} />
      </Section>
      {invoice.payments.length > 0 && (
        <Section title={words.payments} ruled={false}>
          <Payments invoice={invoice} />
        </Section>
      )}
      <Refunds invoice={invoice} />
    </div>
  );
}

function Lines({ invoice: { lines, currency } }: { invoice: InvoiceView }) {
  const words = useMessages(billingMessages);
  if (lines.length === 0) return <p className="quiet">{words.nothing}</p>;
  return (
    <Table label={words.lines} className={css["lines"]}>
      <thead>
        <tr>
          <th scope="col">{words.what}</th>
          <th scope="col" className="num">
            {words.amount}
          </th>
        </tr>
      </thead>
      {byOrder(lines).map((group) => (
        <Group key={group.order?.id ?? ""} group={group} currency={currency} />
      ))}
    </Table>
  );
}

function Group({ group, currency }: { group: LineGroup; currency: string }) {
  const words = useMessages(billingMessages);
  const money = useMoney();
  const { order } = group;
  return (
    <tbody>
      <tr className={css["group"]}>
        <th scope="rowgroup">{order ? <OrderName order={order} /> : words.plan}</th>
        <td className="num">
          <b>{money(group.amountMinor, currency)}</b>
        </td>
      </tr>
      {group.lines.map((line, index) => (
        <tr key={`${line.price} ${line.first_day} ${index}`}>
          <td>
            <Line line={line} currency={currency} />
          </td>
          <td className="num">{money(line.amount_minor, currency)}</td>
        </tr>
      ))}
    </tbody>
  );
}

function OrderName({ order }: { order: { id: string; name: string } }) {
  const name = <Name>{order.name}</Name>;
  return useCan("orders:read") ? <Go href={paths.order(order.id)}>{name}</Go> : name;
}

function Line({ line, currency }: { line: InvoiceLine; currency: string }) {
  const words = useMessages(billingMessages);
  const of = useMessages(priceMessages);
  const format = useFormat();
  const money = useMoney();
  const { meter } = line;
  const count = format.count(Number(line.quantity));
  const unit = meter && UNITS[meter];
  const quantity = unit && (unit === "inDays" ? words.inDays(count) : of[unit](count));
  const days = `${format.date(line.first_day)} – ${format.date(line.last_day)}`;
  const said = [
    line.makes_good ? words.makesGood : quantity,
    line.unit_amount_minor && words.each(money(line.unit_amount_minor, currency)),
    line.rooms && meter !== "room_terms" && of.room(format.count(line.rooms)),
    days,
  ];
  return (
    <>
      {line.price === "minimum" && !meter ? words.minimum : <Name>{line.title}</Name>}
      <small>{said.filter(Boolean).join(" · ")}</small>
    </>
  );
}

function Sums({ invoice }: { invoice: InvoiceView }) {
  const words = useMessages(billingMessages);
  const money = useMoney();
  const of = (minor: number) => money(minor, invoice.currency);
  const isDraft = invoice.status === "draft";
  const isOwed = invoice.kind === "invoice" && !isDraft;
  const rows = [
    [words.subtotal, of(invoice.subtotal_minor)],
    !isDraft && [words.tax, of(invoice.tax_minor)],
    !isDraft && [words.total, of(invoice.total_minor)],
    isOwed && invoice.credited_minor !== 0 && [words.credits, of(-invoice.credited_minor)],
    isOwed && invoice.paid_minor !== 0 && [words.paid, of(-invoice.paid_minor)],
    isOwed && [words.owed, of(invoice.due_minor)],
  ].filter((row) => row !== false);
  return (
    <dl className={css["sums"]}>
      {rows.map(([label, amount]) => (
        <div key={label} data-strong={label === words.total || label === words.owed || undefined}>
          <dt>{label}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
    </dl>
  );
}

function Payments({ invoice: { payments, currency } }: { invoice: InvoiceView }) {
  const words = useMessages(billingMessages);
  const format = useFormat();
  const money = useMoney();
  return (
    <Table label={words.payments}>
      <thead>
        <tr>
          <th scope="col">{words.received}</th>
          <th scope="col">{words.reference}</th>
          <th scope="col" className="num">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <tr key={payment.id}>
            <th scope="row" className="nowrap">
              {format.date(payment.received_on, "year")}
            </th>
            <td>
              <Name max={32}>{payment.reference}</Name>
            </td>
            <td className="num">{money(payment.amount_minor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
