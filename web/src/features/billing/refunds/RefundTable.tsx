// What of an invoice went back, or is on its way. A view.
import type { Refund } from "../../../api/schema.gen";
import { useZone } from "../../../api/zone";
import { dayIn, useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { useMoney } from "../../../ui/money";
import { Row, Rows, Table } from "../../../ui/table";
import { refundMessages } from "./messages";
import { RefundReason, RefundStatus, useRefundState } from "./status";

/** The longest that there is. */
const REASON_MAX = 500;

export function RefundTable({ refunds, currency }: { refunds: readonly Refund[]; currency: string }) {
  const words = useMessages(refundMessages);
  const format = useFormat();
  const money = useMoney();
  const zone = useZone();
  const stateOf = useRefundState();
  const day = (one: Refund) => format.date(dayIn(zone, one.created_at), "year");
  return (
    <>
      <div className="only-l">
        <Table label={words.refunds}>
          <thead>
            <tr>
              <th scope="col">{words.date}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.status}</th>
              <th scope="col" className="num">
                {words.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {refunds.map((one) => (
              <tr key={one.id}>
                <th scope="row" className="nowrap">
                  {day(one)}
                </th>
                <td>
                  <RefundReason of={one} max={REASON_MAX} />
                </td>
                <td>
                  <RefundStatus of={one} />
                </td>
                <td className="num">{money(one.amount_minor, currency)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <div className="only-s">
        <Rows label={words.refunds}>
          {refunds.map((one) => {
            const { state, said, why } = stateOf(one);
            return (
              <Row
                key={one.id}
                state={state}
                said={said}
                title={<RefundReason of={one} max={REASON_MAX} />}
                detail={[day(one), said, why].filter(Boolean).join(" · ")}
                end={money(one.amount_minor, currency)}
              />
            );
          })}
        </Rows>
      </div>
    </>
  );
}
