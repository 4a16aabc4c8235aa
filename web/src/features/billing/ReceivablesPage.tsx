// Who owes the platform what, and for how long.
import { useQuery } from "@tanstack/react-query";
import type { Receivable } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { ButtonLink, Go } from "../../ui/link";
import { Loaded } from "../../ui/loaded";
import { useMoney } from "../../ui/money";
import { Name } from "../../ui/name";
import { Page } from "../../ui/page";
import { Row, Rows, Table } from "../../ui/table";
import { billingMessages } from "./messages";
import { receivables } from "./queries";

export function ReceivablesPage() {
  const words = useMessages(billingMessages);
  const format = useFormat();
  const query = useQuery(receivables());
  const sub = query.data && query.data.items.length > 0 && words.asOf(format.date(query.data.on, "year"));
  return (
    <Page
      title={words.receivables}
      sub={sub}
      acts={
        <>
          <ButtonLink href={paths.opsRefunds()}>{words.refunds}</ButtonLink>
          <ButtonLink href={paths.opsSeller()}>{words.seller}</ButtonLink>
        </>
      }
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length > 0 ? (
            <ReceivableList items={items} />
          ) : (
            <Empty drawing="ruler" title={words.nothingOwed}>
              <p className="quiet">{words.nothingOwedText}</p>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

const AGES = [
  ["notDue", "not_due_minor"],
  ["to30", "to_30_minor"],
  ["to60", "to_60_minor"],
  ["older", "older_minor"],
] as const;

/** A view. */
export function ReceivableList({ items }: { items: readonly Receivable[] }) {
  const words = useMessages(billingMessages);
  const format = useFormat();
  const money = useMoney();
  const overdue = (one: Receivable) => one.due_minor - one.not_due_minor;
  return (
    <>
      <div className="only-l">
        <Table label={words.receivables} dense>
          <thead>
            <tr>
              <th scope="col">{words.institution}</th>
              <th scope="col" className="num">
                {words.owed}
              </th>
              {AGES.map(([word]) => (
                <th key={word} scope="col" className="num">
                  {words[word]}
                </th>
              ))}
              <th scope="col">{words.since}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.tenant_id + one.currency}>
                <th scope="row">
                  <Go href={paths.opsTenant(one.tenant_id)}>
                    <Name max={40}>{one.tenant_name}</Name>
                  </Go>
                </th>
                <td className="num">
                  <b>{money(one.due_minor, one.currency)}</b>
                </td>
                {AGES.map(([word, field]) => (
                  <td key={word} className="num">
                    {one[field] === 0 ? "–" : money(one[field], one.currency)}
                  </td>
                ))}
                <td className="nowrap">{one.oldest_due_on ? format.date(one.oldest_due_on, "year") : "–"}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.receivables}>
          {items.map((one) => (
            <Row
              key={one.tenant_id + one.currency}
              href={paths.opsTenant(one.tenant_id)}
              title={<Name>{one.tenant_name}</Name>}
              detail={overdue(one) > 0 ? words.overdue(money(overdue(one), one.currency)) : words.notDue}
              end={money(one.due_minor, one.currency)}
            />
          ))}
        </Rows>
      </div>
    </>
  );
}
