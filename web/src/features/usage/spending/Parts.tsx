// Months, cost groups or orders with what each comes to, part by part. Parts that are nothing in every row have no column. A view.
import type { ReactNode } from "react";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { useNarrow } from "../../../ui/narrow";
import { Row, Rows, Table } from "../../../ui/table";
import { spendingMessages } from "./messages";

interface Spent {
  key: string;
  name: ReactNode;
  fee_minor?: number;
  filling_minor?: number;
  booked_minor: number;
  ran_minor: number;
  to_run_minor: number;
  made_good_minor: number;
  total_minor: number;
}

interface PartsProps {
  label: string;
  /** What the rows are. */
  head: string;
  currency: string;
  rows: readonly Spent[];
  /** Fixed prices are of a month and of nothing else. */
  plan?: boolean;
}

const OF_ORDERS = ["booked_minor", "ran_minor", "to_run_minor", "made_good_minor"] as const;
const OF_MONTHS = ["fee_minor", ...OF_ORDERS, "filling_minor"] as const;

export function Parts({ label, head, currency, rows, plan = false }: PartsProps) {
  const words = useMessages(spendingMessages);
  const money = useMoney();
  const narrow = useNarrow();
  const names = {
    fee_minor: words.fee,
    booked_minor: words.booked,
    ran_minor: words.ran,
    to_run_minor: words.toRun,
    made_good_minor: words.madeGood,
    filling_minor: words.filling,
  };
  const parts = (plan ? OF_MONTHS : OF_ORDERS).filter((part) => rows.some((row) => (row[part] ?? 0) !== 0));
  if (narrow) {
    const made = (row: Spent) =>
      parts.filter((part) => row[part]).map((part) => `${names[part]} ${money(row[part] ?? 0, currency)}`);
    return (
      <Rows label={label}>
        {rows.map((row) => (
          <Row
            key={row.key}
            title={row.name}
            detail={made(row).join(" · ")}
            end={<b>{money(row.total_minor, currency)}</b>}
          />
        ))}
      </Rows>
    );
  }
  return (
    <Table label={label} dense>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {parts.map((part) => (
            <th key={part} scope="col" className="num">
              {names[part]}
            </th>
          ))}
          <th scope="col" className="num">
            {words.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            {parts.map((part) => (
              <td key={part} className="num">
                {money(row[part] ?? 0, currency)}
              </td>
            ))}
            <td className="num">
              <b>{money(row.total_minor, currency)}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
