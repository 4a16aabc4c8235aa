// What the institution has good, the newest first: for what, until when, what is left of it. Nothing where there never was a credit.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCan } from "../../../api/permissions";
import type { Credit, InvoiceSummary } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { paths } from "../../../app/paths";
import { dayIn, useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useMoney } from "../../../ui/money";
import { Name } from "../../../ui/name";
import { Section } from "../../../ui/page";
import { More, Row, Rows, Table } from "../../../ui/table";
import { credits, invoices } from "../queries";
import { creditMessages } from "./messages";
import { originOf } from "./origin";

/** The longest that there is. */
const REASON_MAX = 200;

export function Credits() {
  const words = useMessages(creditMessages);
  const query = useInfiniteQuery(credits());
  const papers = useInfiniteQuery(invoices()).data?.pages.flatMap((page) => page.items) ?? [];
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={words.credits} ruled={false} aside={<span className="small quiet">{words.text}</span>}>
      <CreditList items={items} papers={papers} />
      <More query={query} />
    </Section>
  );
}

interface CreditListProps {
  items: readonly Credit[];
  /** Invoices and notes, by which those that a credit came from are known. */
  papers: readonly InvoiceSummary[];
}

/** A view. */
export function CreditList({ items, papers }: CreditListProps) {
  const words = useMessages(creditMessages);
  const format = useFormat();
  const money = useMoney();
  const zone = useZone();
  const forWhat = useForWhat(papers);
  const became = useBecame();
  const day = (at: string) => format.date(dayIn(zone, at), "year");
  const until = (one: Credit) => {
    if (one.expires_on) return format.date(one.expires_on, "year");
    return one.remaining_minor > 0 ? words.forever : "–";
  };
  return (
    <>
      <div className="only-l">
        <Table label={words.credits}>
          <thead>
            <tr>
              <th scope="col">{words.given}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.until}</th>
              <th scope="col" className="num">
                {words.amount}
              </th>
              <th scope="col" className="num">
                {words.left}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => {
              const { said, href } = forWhat(one);
              const reason = <Name max={REASON_MAX}>{said}</Name>;
              return (
                <tr key={one.id}>
                  <td className="nowrap">{day(one.created_at)}</td>
                  <th scope="row">{href ? <Go href={href}>{reason}</Go> : reason}</th>
                  <td className="nowrap">{until(one)}</td>
                  <td className="num">{money(one.amount_minor, one.currency)}</td>
                  <td className="num">{became(one) ?? <b>{money(one.remaining_minor, one.currency)}</b>}</td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.credits}>
          {items.map((one) => {
            const { said, href } = forWhat(one);
            const left = became(one) ?? words.leftOf(money(one.remaining_minor, one.currency));
            const good = one.expires_on && one.remaining_minor > 0 && `${words.until} ${until(one)}`;
            return (
              <Row
                key={one.id}
                {...(href ? { href } : {})}
                title={<Name max={REASON_MAX}>{said}</Name>}
                detail={[day(one.created_at), left, good].filter(Boolean).join(" · ")}
                end={money(one.amount_minor, one.currency)}
              />
            );
          })}
        </Rows>
      </div>
    </>
  );
}

/** For what it was given, in words, and where that stands. */
function useForWhat(papers: readonly InvoiceSummary[]): (of: Credit) => { said: string; href?: string } {
  const words = useMessages(creditMessages);
  const readsOrders = useCan("orders:read");
  return ({ reason }) => {
    const origin = originOf(reason, papers);
    switch (origin.from) {
      case "promise":
        return { said: words.promise, ...(readsOrders ? { href: paths.order(origin.order) } : {}) };
      case "month":
        return { said: words.month, href: paths.invoice(origin.invoice) };
      case "note":
        return { said: words.note(origin.number), href: paths.invoice(origin.invoice) };
      case "surplus":
        return origin.invoice && origin.number
          ? { said: words.surplusOf(origin.number), href: paths.invoice(origin.invoice) }
          : { said: words.surplus };
      case "grant":
        return { said: reason };
    }
  };
}

/** What became of one of which nothing is left. */
function useBecame(): (of: Credit) => string | undefined {
  const words = useMessages(creditMessages);
  const format = useFormat();
  const money = useMoney();
  const zone = useZone();
  return (of) => {
    if (of.revoked_at) return words.revoked(format.date(dayIn(zone, of.revoked_at), "year"));
    if (of.expired_minor > 0) return words.expired(money(of.expired_minor, of.currency));
    return of.remaining_minor === 0 ? words.nothingLeft : undefined;
  };
}
