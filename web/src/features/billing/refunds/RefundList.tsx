// Refunds of all institutions, and what can be decided of those that wait. A view.
import { useId } from "react";
import type { PlatformRefund } from "../../../api/schema.gen";
import { paths } from "../../../app/paths";
import { Button } from "../../../ui/controls";
import { dayIn, useFormat } from "../../../ui/format";
import { useMessages } from "../../../ui/language";
import { Go } from "../../../ui/link";
import { useMoney } from "../../../ui/money";
import { Name } from "../../../ui/name";
import { Row, Rows, Table } from "../../../ui/table";
import { useDenied } from "../../me/may-not";
import { MayNot, WhoMay } from "../../me/MayNot";
import { refundMessages } from "./messages";
import type { Verdict } from "./queries";
import css from "./refunds.module.css";
import { RefundReason, RefundStatus, useRefundState } from "./status";

const REASON_MAX = 160;
const TO = "invoices:settle";

interface RefundListProps {
  refunds: readonly PlatformRefund[];
  /** They stand where the list's own head says. */
  sameStatus?: boolean;
  onDecide?: ((refund: PlatformRefund, verdict: Verdict) => void) | undefined;
}

const invoiceOf = ({ invoice_id: invoice, tenant_id: tenant }: PlatformRefund) =>
  `${paths.invoice(invoice)}?as=${tenant}`;

export function RefundList({ refunds, sameStatus, onDecide }: RefundListProps) {
  const words = useMessages(refundMessages);
  const format = useFormat();
  const money = useMoney();
  const stateOf = useRefundState();
  const day = (one: PlatformRefund) => format.date(dayIn(undefined, one.created_at), "year");
  const told = useId();
  const denied = useDenied(TO) !== undefined;
  const decides = (onDecide || denied) && refunds.some(({ status }) => status === "waiting");
  const acts = (one: PlatformRefund) =>
    one.status === "waiting" &&
    (onDecide ? <Acts refund={one} onDecide={onDecide} /> : denied && <DeniedActs refund={one} told={told} />);
  return (
    <div className="stack-s">
      <div>
        <div className="only-l">
          <Table label={words.refunds}>
            <thead>
              <tr>
                <th scope="col">{words.institution}</th>
                <th scope="col">{words.invoice}</th>
                <th scope="col">{words.date}</th>
                <th scope="col">{words.reason}</th>
                {!sameStatus && <th scope="col">{words.status}</th>}
                <th scope="col" className="num">
                  {words.amount}
                </th>
                {decides && (
                  <th scope="col" className={css["acts"]}>
                    <span className="vh">{words.acts}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {refunds.map((one) => (
                <tr key={one.id}>
                  <th scope="row" className={css["whose"]}>
                    <Go href={paths.opsTenant(one.tenant_id)}>
                      <Name max={40}>{one.tenant_name}</Name>
                    </Go>
                  </th>
                  <td className="nowrap">
                    <Go href={invoiceOf(one)}>{one.number}</Go>
                  </td>
                  <td className="nowrap">{day(one)}</td>
                  <td className={css["reason"]}>
                    <RefundReason of={one} max={REASON_MAX} />
                  </td>
                  {!sameStatus && (
                    <td>
                      <RefundStatus of={one} />
                    </td>
                  )}
                  <td className="num nowrap">
                    <b>{money(one.amount_minor, one.currency)}</b>
                  </td>
                  {decides && <td className={css["acts"]}>{acts(one)}</td>}
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
                  {...(sameStatus ? {} : { state, said })}
                  href={invoiceOf(one)}
                  title={<Name>{one.tenant_name}</Name>}
                  detail={
                    <>
                      <div>{`${one.number} · ${day(one)}`}</div>
                      <div>{[!sameStatus && said, why].filter(Boolean).join(" · ")}</div>
                      <div>
                        <RefundReason of={one} max={REASON_MAX} />
                      </div>
                      {acts(one)}
                    </>
                  }
                  end={money(one.amount_minor, one.currency)}
                />
              );
            })}
          </Rows>
        </div>
      </div>
      {decides && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}

/** For who sees it and decides nothing: what is decided, and who may. */
function DeniedActs({ refund, told }: { refund: PlatformRefund; told: string }) {
  const words = useMessages(refundMessages);
  const money = useMoney();
  return (
    <div className={css["two"]}>
      {[words.approve, words.reject].map((verb) => (
        <MayNot
          key={verb}
          to={TO}
          told={told}
          look="small"
          label={words.named(verb, money(refund.amount_minor, refund.currency), refund.tenant_name)}
        >
          {verb}
        </MayNot>
      ))}
    </div>
  );
}

/** Whoever asked for it does not approve it, but may take it back. */
function Acts({ refund, onDecide }: { refund: PlatformRefund } & Required<Pick<RefundListProps, "onDecide">>) {
  const words = useMessages(refundMessages);
  const money = useMoney();
  const amount = money(refund.amount_minor, refund.currency);
  const named = (verb: string) => words.named(verb, amount, refund.tenant_name);
  const { asked_by_you: isOwn } = refund;
  return (
    <div className={css["two"]}>
      {isOwn ? (
        <span className="small quiet">{words.youAsked}</span>
      ) : (
        <Button look="small" aria-label={named(words.approve)} onClick={() => onDecide?.(refund, "approve")}>
          {words.approve}
        </Button>
      )}
      <Button
        look="small"
        aria-label={named(isOwn ? words.takeBack : words.reject)}
        onClick={() => onDecide?.(refund, "reject")}
      >
        {isOwn ? words.takeBack : words.reject}
      </Button>
    </div>
  );
}
