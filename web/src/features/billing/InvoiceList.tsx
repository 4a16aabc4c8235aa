// Invoices and credit notes, the newest first: what each comes to, and what of it is still to be paid.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { InvoiceSummary } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Csv } from "../../ui/csv";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { useMoney } from "../../ui/money";
import { Section } from "../../ui/page";
import { More, Row, Rows, Table } from "../../ui/table";
import { billingMessages } from "./messages";
import { invoices } from "./queries";
import { InvoiceStatus, useInvoiceState } from "./status";

export function InvoiceList() {
  const words = useMessages(billingMessages);
  const query = useInfiniteQuery(invoices());
  return (
    <Loaded query={query}>
      {(data) => {
        const items = data.pages.flatMap((page) => page.items);
        if (items.length === 0)
          return (
            <Empty drawing="ruler" title={words.emptyTitle}>
              <p className="quiet">{words.emptyText}</p>
            </Empty>
          );
        return (
          <Section
            title={words.invoices}
            ruled={false}
            aside={<Csv path="/v1/invoices" query={{}} name={words.invoices} />}
          >
            <Invoices items={items} />
            <More query={query} />
          </Section>
        );
      }}
    </Loaded>
  );
}

/** A view. */
export function Invoices({ items }: { items: readonly InvoiceSummary[] }) {
  const words = useMessages(billingMessages);
  const format = useFormat();
  const money = useMoney();
  const stateOf = useInvoiceState();
  const numbers = new Map(items.map((one) => [one.id, one.number]));
  const name = (one: InvoiceSummary) => one.number ?? words.s_draft;
  const corrects = (one: InvoiceSummary) => {
    if (!one.corrects) return undefined;
    const number = numbers.get(one.corrects);
    return number ? words.corrects(number) : words.correctsOther;
  };
  const owed = (one: InvoiceSummary) => (one.due_minor > 0 ? money(one.due_minor, one.currency) : "–");
  // The row's name says of a draft what it is.
  const detail = (one: InvoiceSummary) =>
    [
      one.number && stateOf(one).said,
      corrects(one),
      one.due_minor > 0 && `${words.owed} ${owed(one)}`,
      one.due_minor > 0 && one.due_on && `${words.dueOn} ${format.date(one.due_on)}`,
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <>
      <div className="only-l">
        <Table label={words.invoices}>
          <thead>
            <tr>
              <th scope="col">{words.number}</th>
              <th scope="col">{words.month}</th>
              <th scope="col">{words.status}</th>
              <th scope="col" className="num">
                {words.total}
              </th>
              <th scope="col" className="num">
                {words.owed}
              </th>
              <th scope="col">{words.dueOn}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <th scope="row" className="nowrap">
                  <Go href={paths.invoice(one.id)}>{name(one)}</Go>
                </th>
                <td>{format.date(one.first_day, "month")}</td>
                <td>
                  <InvoiceStatus of={one} /> {one.corrects && <span className="small quiet">{corrects(one)}</span>}
                </td>
                <td className="num">{money(one.total_minor, one.currency)}</td>
                <td className="num">{owed(one)}</td>
                <td className="nowrap">{one.due_on ? format.date(one.due_on, "year") : "–"}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.invoices}>
          {items.map((one) => (
            <Row
              key={one.id}
              {...stateOf(one)}
              href={paths.invoice(one.id)}
              title={`${name(one)} · ${format.date(one.first_day, "month")}`}
              detail={detail(one)}
              end={money(one.total_minor, one.currency)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
